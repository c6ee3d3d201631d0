package dev.entente.service.testing;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Envelope;
import dev.entente.contracts.message.Message;
import dev.entente.contracts.message.UnreadableMessage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

/** Writes to and reads from the topics around a service, as its neighbours do. */
public final class Topics implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, Object> consumerSettings;

    public Topics(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
        consumerSettings = Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest");
    }

    public void send(String topic, Attributes attributes, Message message) {
        send(topic, attributes.subject(), CloudEventHeaders.write(attributes), ContractJson.write(message));
    }

    public void send(String topic, String key, Map<String, String> headers, byte[] value) {
        var record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        send(record);
    }

    public void send(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Every record of a topic, once at least {@code expected} of them fit and no more came for a second. */
    public List<ConsumerRecord<String, byte[]>> read(
            String topic, Predicate<ConsumerRecord<String, byte[]>> fits, int expected, Duration patience) {
        return read(topic, fits, found -> found.size() >= expected, patience);
    }

    /** Every record of a topic that is there or comes within a time, all of which is waited for: for what should not come. */
    public List<ConsumerRecord<String, byte[]>> readWithin(
            Duration time, String topic, Predicate<ConsumerRecord<String, byte[]>> fits) {
        return read(topic, fits, found -> false, time);
    }

    private List<ConsumerRecord<String, byte[]>> read(
            String topic,
            Predicate<ConsumerRecord<String, byte[]>> fits,
            Predicate<List<ConsumerRecord<String, byte[]>>> areEnough,
            Duration patience) {
        try (var consumer =
                new KafkaConsumer<>(consumerSettings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var found = new ArrayList<ConsumerRecord<String, byte[]>>();
            var until = Instant.now().plus(patience);
            var quietSince = Instant.now();
            while (Instant.now().isBefore(until)
                    && (!areEnough.test(found) || Instant.now().isBefore(quietSince.plusSeconds(1)))) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    if (fits.test(record)) {
                        found.add(record);
                        quietSince = Instant.now();
                    }
                }
            }
            return found;
        }
    }

    /** As {@link #read}, decoded, of one business flow. */
    public List<Envelope<?>> messages(String topic, String correlationId, int expected, Duration patience) {
        return read(topic, record -> belongsTo(correlationId, record), expected, patience).stream()
                .<Envelope<?>>map(Topics::decode)
                .toList();
    }

    /** As {@link #readWithin}, decoded, of one business flow. */
    public List<Envelope<?>> messagesWithin(Duration time, String topic, String correlationId) {
        return readWithin(time, topic, record -> belongsTo(correlationId, record)).stream()
                .<Envelope<?>>map(Topics::decode)
                .toList();
    }

    /** As {@link #messages}, up to one that is the last to come, if it comes in time. */
    public List<Envelope<?>> messagesUpTo(
            String topic, String correlationId, Predicate<Message> last, Duration patience) {
        return read(
                        topic,
                        record -> belongsTo(correlationId, record),
                        found -> !found.isEmpty()
                                && last.test(decode(found.getLast()).data()),
                        patience)
                .stream()
                .<Envelope<?>>map(Topics::decode)
                .toList();
    }

    private static boolean belongsTo(String correlationId, ConsumerRecord<String, byte[]> record) {
        return correlationId.equals(headers(record).get("ce_correlationid"));
    }

    public static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        var headers = new HashMap<String, String>();
        for (var header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return headers;
    }

    public static Envelope<?> decode(ConsumerRecord<String, byte[]> record) {
        try {
            return ContractJson.read(CloudEventHeaders.read(headers(record)), record.value());
        } catch (UnreadableMessage unreadable) {
            throw new AssertionError("unreadable record on " + record.topic(), unreadable);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
