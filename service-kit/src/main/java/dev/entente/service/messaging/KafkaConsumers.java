package dev.entente.service.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.util.HashMap;
import java.util.Map;

/**
 * Makes Kafka consumers for those who poll by themselves. They begin with the oldest record, commit nothing by themselves, and
 * one whose process was killed is missed after ten seconds: then its partitions go to the others.
 */
@ApplicationScoped
public class KafkaConsumers {

    private final Map<String, Object> broker;

    KafkaConsumers(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        this.broker = broker;
    }

    /**
     * A consumer, for one thread, which closes it.
     *
     * @param group replicas share it
     * @param most how many records a poll brings at the most
     */
    public Consumer<String, byte[]> consumer(String group, int most) {
        var settings = settings(most);
        settings.put("group.id", group);
        settings.put("session.timeout.ms", 10_000);
        settings.put("heartbeat.interval.ms", 2_000);
        settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        return consumer(settings);
    }

    /** As {@link #consumer(String, int)}, for looking at records without being a member of a group. */
    public Consumer<String, byte[]> reader(int most) {
        var settings = settings(most);
        settings.remove("group.id");
        return consumer(settings);
    }

    private Map<String, Object> settings(int most) {
        var settings = new HashMap<>(broker);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        settings.put("max.poll.records", most);
        return settings;
    }

    private static Consumer<String, byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }
}
