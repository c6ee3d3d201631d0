package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.SystemKind;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts the threads that take events, and lets them finish when the service stops. */
@ApplicationScoped
class EventsPolling {

    private static final Duration GRACE = Duration.ofSeconds(8);

    private final EventsConfig config;
    private final Map<String, Object> kafka;
    private final EventsConsumer events;
    private final Vertx vertx;
    private final List<EventsPoller> pollers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    EventsPolling(
            EventsConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            EventsConsumer events,
            Vertx vertx) {
        this.config = config;
        this.kafka = kafka;
        this.events = events;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent started) {
        var topics =
                Arrays.stream(SystemKind.values()).map(SystemKind::eventsTopic).toList();
        for (int number = 1; number <= config.consumers(); number++) {
            var poller = new EventsPoller(consumer(), topics, events, vertx);
            pollers.add(poller);
            threads.add(Thread.ofPlatform().name("events-" + number).start(poller));
        }
    }

    private Consumer<String, byte[]> consumer() {
        var settings = new HashMap<>(kafka);
        settings.put("group.id", config.group());
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        settings.put("max.poll.records", config.batch());
        settings.put("session.timeout.ms", 10_000);
        settings.put("heartbeat.interval.ms", 2_000);
        settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Whether all of them are at work, or were told to stop. */
    boolean isHealthy() {
        return pollers.stream().noneMatch(EventsPoller::hasFailed);
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        pollers.forEach(EventsPoller::stop);
        for (var thread : threads) {
            thread.join(GRACE);
        }
    }
}
