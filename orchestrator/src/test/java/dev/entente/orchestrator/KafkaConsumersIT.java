package dev.entente.orchestrator;

import dev.entente.service.messaging.KafkaConsumers;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** What consumers of ours pass over: nothing. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class KafkaConsumersIT {

    private static final String TOPIC = "support.commands";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Kafka's own consumers confirm what they have read every five seconds, and when they are closed. */
    private static final Duration LONGER_THAN_KAFKA_WAITS = Duration.ofSeconds(6);

    private final String key = UUID.randomUUID().toString();

    @Inject
    KafkaConsumers consumers;

    @Test
    void whatCameBeforeAndWhatNobodyConfirmedIsRead() {
        try (var topics = new Topics(Foundation.topology().bootstrapServers())) {
            topics.send(TOPIC, key, Map.of(), new byte[1]);
        }

        try (var consumer = consumers.consumer(key, 500)) {
            consumer.subscribe(List.of(TOPIC));
            assertThat(finds(consumer)).as("a group that is new").isTrue();
            var until = Instant.now().plus(LONGER_THAN_KAFKA_WAITS);
            while (Instant.now().isBefore(until)) {
                consumer.poll(Duration.ofMillis(200));
            }
        }

        try (var consumer = consumers.consumer(key, 500)) {
            consumer.subscribe(List.of(TOPIC));
            assertThat(finds(consumer)).as("nothing was confirmed").isTrue();
        }
    }

    private boolean finds(Consumer<String, byte[]> consumer) {
        var until = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(until)) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                if (key.equals(record.key())) {
                    return true;
                }
            }
        }
        return false;
    }
}
