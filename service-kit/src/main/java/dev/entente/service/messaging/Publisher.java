package dev.entente.service.messaging;

import dev.entente.contracts.message.Attributes;
import dev.entente.service.tracing.MessageSpans;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

import java.util.List;

/**
 * Publishes records. Each is sent in a span of its own, whose trace context is the only one the record carries.
 *
 * <p>The returned {@code Uni} completes when every in-sync replica has the record, on the caller's context.
 */
@ApplicationScoped
public class Publisher {

    private static final int BUFFER = 8192;

    private final MutinyEmitter<byte[]> emitter;
    private final MessageSpans spans;

    Publisher(
            @Channel("published") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    MutinyEmitter<byte[]> emitter,
            MessageSpans spans) {
        this.emitter = emitter;
        this.spans = spans;
    }

    public Uni<Void> publish(OutgoingRecord record) {
        return publish(emitter, spans, record);
    }

    /** Publishes in the order given; fails if one of them fails. */
    public Uni<Void> publish(List<OutgoingRecord> records) {
        if (records.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.join()
                .all(records.stream().map(this::publish).toList())
                .andCollectFailures()
                .replaceWithVoid();
    }

    /** For the few who publish through a channel of their own. */
    public static Uni<Void> publish(MutinyEmitter<byte[]> emitter, MessageSpans spans, OutgoingRecord record) {
        return Uni.createFrom().deferred(() -> {
            var span = spans.send(record.topic(), record.attributes());
            return emitter.sendMessage(message(record, MessageSpans.traced(record.attributes(), span)))
                    .onFailure()
                    .invoke(failure -> MessageSpans.failed(
                            span, failure.getClass().getSimpleName(), String.valueOf(failure.getMessage())))
                    .eventually((Runnable) span::end);
        });
    }

    private static Message<byte[]> message(OutgoingRecord record, Attributes traced) {
        return Message.of(
                record.payload(),
                Metadata.of(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(record.topic())
                        .withKey(traced.subject())
                        .withHeaders(KafkaRecords.headers(traced))
                        .build()));
    }
}
