package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.SystemKind;
import dev.entente.service.messaging.KafkaConsumers;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads events of the past from Kafka, page by page, without being a member of any group. Blocks. */
@ApplicationScoped
class EventRange {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaConsumers kafka;

    EventRange(KafkaConsumers kafka) {
        this.kafka = kafka;
    }

    /**
     * Some events, the earliest first, and those of one partition in their order.
     *
     * @param read how many were read, those that were not wanted included
     * @param next where the next page begins, by partition; empty when there is none
     */
    record Page(List<ConsumerRecord<String, byte[]>> events, int read, Map<TopicPartition, Long> next) {}

    /**
     * One page.
     *
     * @param from the earliest time of arrival at the broker
     * @param to the first that is too late
     * @param position from the page before; empty for the first
     * @param most how many records are read at the most
     */
    Page read(
            Instant from,
            Instant to,
            Map<TopicPartition, Long> position,
            int most,
            Predicate<ConsumerRecord<String, byte[]>> wanted) {
        try (var consumer = kafka.reader(most)) {
            var partitions = Arrays.stream(SystemKind.values())
                    .flatMap(system -> consumer.partitionsFor(system.eventsTopic()).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            var ends = offsets(consumer, partitions, to);
            var next = new HashMap<>(position.isEmpty() ? offsets(consumer, partitions, from) : position);
            next.entrySet().removeIf(begin -> begin.getValue() >= ends.getOrDefault(begin.getKey(), 0L));
            return read(consumer, next, ends, most, wanted);
        }
    }

    private static Page read(
            Consumer<String, byte[]> consumer,
            Map<TopicPartition, Long> next,
            Map<TopicPartition, Long> ends,
            int most,
            Predicate<ConsumerRecord<String, byte[]>> wanted) {
        var heads = new HashMap<TopicPartition, Deque<ConsumerRecord<String, byte[]>>>();
        var events = new ArrayList<ConsumerRecord<String, byte[]>>();
        var read = 0;
        consumer.assign(next.keySet());
        next.forEach(consumer::seek);
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (!next.isEmpty() && read < most && System.nanoTime() < until) {
            if (!next.keySet().equals(heads.keySet())) {
                fetch(consumer, next, ends, heads);
                continue;
            }
            var earliest = Collections.min(
                    heads.values(),
                    Comparator.comparingLong(waiting -> waiting.element().timestamp()));
            var record = earliest.remove();
            var partition = new TopicPartition(record.topic(), record.partition());
            read++;
            next.put(partition, record.offset() + 1);
            if (wanted.test(record)) {
                events.add(record);
            }
            if (earliest.isEmpty()) {
                heads.remove(partition);
                next.remove(partition, end(ends, partition));
            }
        }
        return new Page(events, read, next);
    }

    /** Of partitions that have nothing in hand: what they have, or that they have nothing more. */
    private static void fetch(
            Consumer<String, byte[]> consumer,
            Map<TopicPartition, Long> next,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Deque<ConsumerRecord<String, byte[]>>> heads) {
        consumer.resume(next.keySet());
        consumer.pause(heads.keySet());
        for (var record : consumer.poll(POLL)) {
            var partition = new TopicPartition(record.topic(), record.partition());
            if (next.containsKey(partition) && record.offset() < end(ends, partition)) {
                heads.computeIfAbsent(partition, ignored -> new ArrayDeque<>()).add(record);
            }
        }
        next.keySet()
                .removeIf(partition ->
                        !heads.containsKey(partition) && consumer.position(partition) >= end(ends, partition));
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return Objects.requireNonNull(ends.get(partition));
    }

    /** Of the first record at a time or after it; the end where there is none. */
    private static Map<TopicPartition, Long> offsets(
            Consumer<String, byte[]> consumer, List<TopicPartition> partitions, Instant time) {
        var offsets = new HashMap<>(consumer.endOffsets(partitions));
        consumer.offsetsForTimes(partitions.stream()
                        .collect(Collectors.toMap(partition -> partition, partition -> time.toEpochMilli())))
                .forEach((partition, found) -> {
                    if (found != null) {
                        offsets.put(partition, found.offset());
                    }
                });
        return offsets;
    }

    /** {@code crm.events/0=17,crm.events/1=4}: a position in words that a URL or a JSON text can carry. */
    static String write(Map<TopicPartition, Long> position) {
        var words = new TreeMap<String, Long>();
        position.forEach((partition, offset) -> words.put(partition.topic() + "/" + partition.partition(), offset));
        return words.entrySet().stream()
                .map(word -> word.getKey() + "=" + word.getValue())
                .collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException if it is none */
    static Map<TopicPartition, Long> readPosition(String position) {
        var read = new HashMap<TopicPartition, Long>();
        if (position.isEmpty()) {
            return read;
        }
        for (var word : position.split(",")) {
            var parts = word.split("[/=]");
            if (parts.length != 3
                    || !parts[0].endsWith(".events")
                    || !parts[1].matches("\\d{1,6}")
                    || !parts[2].matches("\\d{1,18}")) {
                throw new IllegalArgumentException("'" + word + "' is no position of a page");
            }
            read.put(new TopicPartition(parts[0], Integer.parseInt(parts[1])), Long.parseLong(parts[2]));
        }
        return read;
    }
}
