package dev.entente.endtoend.faults;

import dev.entente.sandbox.launch.Topology;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Records on the topics, said by somebody who is none of the services. */
public final class Records {

    private final String servers;

    public Records(Topology topology) {
        this.servers = topology.bootstrapServers();
    }

    /** Whatever has come to these topics since then, once more, in the same order. */
    public void sayAgain(List<String> topics, Instant since) {
        try (var producer = producer()) {
            for (var topic : topics) {
                for (var record : all(topic, since)) {
                    producer.send(new ProducerRecord<>(
                            topic, record.partition(), record.key(), record.value(), record.headers()));
                }
            }
            producer.flush();
        }
    }

    /** Something nobody can read. */
    public void say(String topic, String key, String value) {
        try (var producer = producer()) {
            producer.send(new ProducerRecord<>(
                    topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
            producer.flush();
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private List<ConsumerRecord<byte[], byte[]>> all(String topic, Instant since) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            var ends = consumer.endOffsets(partitions);
            var starts = consumer.offsetsForTimes(partitions.stream()
                    .collect(Collectors.toMap(Function.identity(), partition -> since.toEpochMilli())));
            starts.forEach((partition, start) ->
                    consumer.seek(partition, start == null ? ends.get(partition) : start.offset()));
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }
}
