package dev.entente.orchestrator.lag;

import dev.entente.service.messaging.KafkaConsumers;
import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How many records each consumer group has not committed, and how old the oldest of them is. A consumer's own figure counts from
 * where it reads, not from what it has committed, and vanishes with the consumer, just when it is needed; this one is asked of
 * the broker, for every group of every service.
 */
@ApplicationScoped
class ConsumerLag {

    private static final Logger LOG = Logger.getLogger(ConsumerLag.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private final ConsumerGroups groups;
    private final KafkaConsumers consumers;
    private final Map<String, Object> broker;
    private final Clock clock;
    private final MultiGauge lag;
    private final MultiGauge age;
    private @Nullable Admin admin;

    /** Where a group is in a partition, and where the partition ends. */
    private record Place(ConsumerGroup group, TopicPartition partition, long committed, long end) {
        long lag() {
            return Math.max(0, end - committed);
        }
    }

    ConsumerLag(
            ConsumerGroups groups,
            KafkaConsumers consumers,
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            Clock clock,
            MeterRegistry metrics) {
        this.groups = groups;
        this.consumers = consumers;
        this.broker = broker;
        this.clock = clock;
        this.lag = Metric.KAFKA_CONSUMERGROUP_LAG.gauges(metrics);
        this.age = Metric.KAFKA_CONSUMERGROUP_LAG_SECONDS.gauges(metrics);
    }

    @Scheduled(every = "15s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() throws InterruptedException {
        try {
            tell(places());
        } catch (ExecutionException | TimeoutException | KafkaException unknown) {
            // A figure of earlier would hide that there is none.
            lag.register(List.of(), true);
            age.register(List.of(), true);
            LOG.warnf("consumer-lag.unknown reason=\"%s\"", unknown.getMessage());
        }
    }

    @PreDestroy
    void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    private Admin admin() {
        if (admin == null) {
            admin = Admin.create(new HashMap<>(broker));
        }
        return admin;
    }

    private List<Place> places() throws ExecutionException, InterruptedException, TimeoutException {
        var partitions = partitions();
        var ends = offsets(partitions, OffsetSpec.latest());
        var begins = offsets(partitions, OffsetSpec.earliest());
        var places = new ArrayList<Place>();
        for (var group : groups.all()) {
            var committed =
                    within(admin().listConsumerGroupOffsets(group.name()).partitionsToOffsetAndMetadata());
            for (var partition : partitions) {
                if (group.topics().contains(partition.topic())) {
                    places.add(new Place(
                            group,
                            partition,
                            position(committed.get(partition), begins.getOrDefault(partition, 0L)),
                            ends.getOrDefault(partition, 0L)));
                }
            }
        }
        return places;
    }

    /** A group that has not committed yet begins with the oldest record. */
    private static long position(@Nullable OffsetAndMetadata committed, long begin) {
        return committed == null ? begin : Math.max(begin, committed.offset());
    }

    private List<TopicPartition> partitions() throws ExecutionException, InterruptedException, TimeoutException {
        var topics =
                groups.all().stream().flatMap(group -> group.topics().stream()).collect(Collectors.toSet());
        var partitions = new ArrayList<TopicPartition>();
        for (var topic : admin().describeTopics(topics).topicNameValues().values()) {
            try {
                var found = within(topic);
                found.partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(found.name(), partition.partition())));
            } catch (ExecutionException unknown) {
                if (!(unknown.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw unknown;
                }
                LOG.warnf("consumer-lag.no-topic reason=\"%s\"", unknown.getMessage());
            }
        }
        return partitions;
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException, TimeoutException {
        var wanted = partitions.stream().collect(Collectors.toMap(Function.identity(), ignored -> which));
        var offsets = new HashMap<TopicPartition, Long>();
        within(admin().listOffsets(wanted).all()).forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    private static <T> T within(org.apache.kafka.common.KafkaFuture<T> answer)
            throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell(List<Place> places) {
        lag.register(
                places.stream()
                        .<MultiGauge.Row<?>>map(place -> Metric.KAFKA_CONSUMERGROUP_LAG.row(
                                place.lag(),
                                place.group().name(),
                                place.partition().topic(),
                                Integer.toString(place.partition().partition())))
                        .toList(),
                true);
        var ages = new ArrayList<MultiGauge.Row<?>>();
        var byGroup = places.stream()
                .collect(Collectors.groupingBy(
                        place -> List.of(place.group().name(), place.partition().topic())));
        // One for all groups; it connects when the first of them is behind.
        try (var reader = consumers.reader(1)) {
            byGroup.forEach((labels, ofGroup) -> secondsBehind(reader, ofGroup)
                    .ifPresent(seconds -> ages.add(
                            Metric.KAFKA_CONSUMERGROUP_LAG_SECONDS.row(seconds, labels.toArray(String[]::new)))));
        }
        age.register(ages, true);
    }

    /** The age of the oldest record that one of the partitions has for the group; empty when it cannot be read. */
    private OptionalDouble secondsBehind(Consumer<String, byte[]> reader, List<Place> places) {
        var behind = places.stream().filter(place -> place.lag() > 0).toList();
        if (behind.isEmpty()) {
            return OptionalDouble.of(0);
        }
        var oldest = oldest(reader, behind);
        return oldest.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(0, clock.millis() - oldest.getAsLong()) / 1e3);
    }

    /** Empty unless every partition gave its record in time: a younger one would say that all is well. */
    private OptionalLong oldest(Consumer<String, byte[]> reader, List<Place> behind) {
        var missing = new HashSet<TopicPartition>();
        behind.forEach(place -> missing.add(place.partition()));
        reader.assign(missing);
        behind.forEach(place -> reader.seek(place.partition(), place.committed()));
        var oldest = Long.MAX_VALUE;
        var until = clock.instant().plus(PATIENCE);
        while (!missing.isEmpty() && clock.instant().isBefore(until)) {
            for (var record : reader.poll(POLL)) {
                oldest = Math.min(oldest, record.timestamp());
                var partition = new TopicPartition(record.topic(), record.partition());
                missing.remove(partition);
                reader.pause(List.of(partition));
            }
        }
        return missing.isEmpty() ? OptionalLong.of(oldest) : OptionalLong.empty();
    }
}
