package dev.entente.endtoend.faults;

import dev.entente.sandbox.launch.Topology;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How far those who read the topics have come, as the broker knows it. */
final class Consumption implements AutoCloseable {

    private final Admin admin;

    Consumption(Topology topology) {
        this.admin = Admin.create(Map.<String, Object>of("bootstrap.servers", topology.bootstrapServers()));
    }

    /** How many records each topic's partition has had, once all who read them have come to their end; empty until then. */
    Optional<Map<TopicPartition, Long>> dealtWith() {
        try {
            var all = new HashMap<TopicPartition, Long>();
            for (var group : admin.listGroups(ListGroupsOptions.forConsumerGroups())
                    .all()
                    .get()) {
                var read = admin.listConsumerGroupOffsets(group.groupId())
                        .partitionsToOffsetAndMetadata()
                        .get();
                var ends = ends(partitionsOf(topics(read.keySet())));
                all.putAll(ends);
                if (ends.entrySet().stream().anyMatch(end -> offset(read, end.getKey()) < end.getValue())) {
                    return Optional.empty();
                }
            }
            return Optional.of(all);
        } catch (InterruptedException | ExecutionException unable) {
            throw new IllegalStateException(unable);
        }
    }

    private static Set<String> topics(Set<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    }

    private List<TopicPartition> partitionsOf(Set<String> topics) throws InterruptedException, ExecutionException {
        return admin.describeTopics(topics).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions)
            throws InterruptedException, ExecutionException {
        var asked =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        return admin.listOffsets(asked).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private static long offset(Map<TopicPartition, OffsetAndMetadata> read, TopicPartition partition) {
        var offset = read.get(partition);
        return offset == null ? 0 : offset.offset();
    }

    @Override
    public void close() {
        admin.close();
    }
}
