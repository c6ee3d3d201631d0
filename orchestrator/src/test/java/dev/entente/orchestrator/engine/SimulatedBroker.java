package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Topics with partitions that keep their order, and the offsets that the orchestrators have committed. */
final class SimulatedBroker {

    static final int PARTITIONS = 3;

    private final Map<Partition, List<Message>> logs = new HashMap<>();
    private final Map<Partition, Integer> committed = new HashMap<>();

    /** One of a topic. */
    record Partition(String topic, int number) {}

    /** A record, decoded. */
    record Message(Attributes attributes, Object payload) {}

    Partition partitionOf(String topic, String key) {
        return new Partition(topic, Math.floorMod(key.hashCode(), PARTITIONS));
    }

    void append(String topic, Message message) {
        logs.computeIfAbsent(partitionOf(topic, message.attributes().subject()), none -> new ArrayList<>())
                .add(message);
    }

    List<Message> read(Partition partition, int from, int most) {
        var log = logs.getOrDefault(partition, List.of());
        return List.copyOf(log.subList(Math.min(from, log.size()), Math.min(log.size(), from + most)));
    }

    int end(Partition partition) {
        return logs.getOrDefault(partition, List.of()).size();
    }

    int committed(Partition partition) {
        return committed.getOrDefault(partition, 0);
    }

    void commit(Partition partition, int offset) {
        committed.put(partition, offset);
    }
}
