package dev.entente.service.messaging;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.UnreadableMessage;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;

/** CloudEvents attributes to and from Kafka headers. */
public final class KafkaRecords {

    private KafkaRecords() {}

    static Headers headers(Attributes attributes) {
        var headers = new RecordHeaders();
        CloudEventHeaders.write(attributes)
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    /** A record as it is handed to a channel, whatever topic that is otherwise for. */
    public static Message<byte[]> message(
            String topic, @Nullable String key, Headers headers, byte @Nullable [] payload) {
        return Message.of(
                payload,
                Metadata.of(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(topic)
                        .withKey(key)
                        .withHeaders(headers)
                        .build()));
    }

    /**
     * The context of a record.
     *
     * @throws UnreadableMessage if the headers are not those of one of our records
     */
    public static Attributes attributes(ConsumerRecord<String, byte[]> record) throws UnreadableMessage {
        var headers = new HashMap<String, String>();
        for (var header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return CloudEventHeaders.read(headers);
    }
}
