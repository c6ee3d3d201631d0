package dev.entente.service.messaging;

import dev.entente.contracts.message.Attributes;
import dev.entente.service.tracing.MessageSpans;
import io.opentelemetry.api.trace.Span;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Publishes records. Each is sent in a span of its own, whose trace context is the only one the record carries.
 *
 * <p>The returned {@code Uni} completes when every in-sync replica has the record, on a thread of the Kafka client: who goes
 * on with a database session returns to its own context first.
 */
@ApplicationScoped
public class Publisher {

    private static final int BUFFER = 8192;

    private static final String CHANNEL = "published";

    private final MutinyEmitter<byte[]> emitter;
    private final KafkaClientService kafka;
    private final MessageSpans spans;

    Publisher(
            @Channel(CHANNEL) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    MutinyEmitter<byte[]> emitter,
            KafkaClientService kafka,
            MessageSpans spans) {
        this.emitter = emitter;
        this.kafka = kafka;
        this.spans = spans;
    }

    public Uni<Void> publish(OutgoingRecord record) {
        return publish(emitter, spans, record);
    }

    /** Publishes in the order given, all at once; fails if one of them fails. */
    public Uni<Void> publish(List<OutgoingRecord> records) {
        if (records.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom().emitter(whenAllAreThere -> {
            var outcome = new CountDown(records.size(), whenAllAreThere);
            kafka.<String, byte[]>getProducer(CHANNEL)
                    .runOnSendingThread((Consumer<Producer<String, byte[]>>)
                            producer -> records.forEach(record -> send(producer, record, outcome)))
                    .subscribe()
                    .with(sent -> {}, outcome::abort);
        });
    }

    private void send(Producer<String, byte[]> producer, OutgoingRecord record, CountDown outcome) {
        var span = spans.send(record.topic(), record.attributes());
        var traced = MessageSpans.traced(record.attributes(), span);
        try {
            producer.send(
                    new ProducerRecord<>(
                            record.topic(), null, traced.subject(), record.payload(), KafkaRecords.headers(traced)),
                    (metadata, failure) -> {
                        end(span, failure);
                        outcome.one(failure);
                    });
        } catch (RuntimeException refused) {
            end(span, refused);
            outcome.one(refused);
        }
    }

    private static void end(Span span, @Nullable Exception failure) {
        if (failure != null) {
            MessageSpans.failed(span, failure.getClass().getSimpleName(), String.valueOf(failure.getMessage()));
        }
        span.end();
    }

    /** Completes when all records are there; with the worst failure, when there was one. */
    private static final class CountDown {

        private final AtomicInteger left;
        private final AtomicReference<@Nullable Throwable> worst = new AtomicReference<>();
        private final UniEmitter<? super Void> whenAllAreThere;

        CountDown(int records, UniEmitter<? super Void> whenAllAreThere) {
            this.left = new AtomicInteger(records);
            this.whenAllAreThere = whenAllAreThere;
        }

        void one(@Nullable Throwable failure) {
            if (failure != null) {
                worst.accumulateAndGet(failure, CountDown::worse);
            }
            if (left.decrementAndGet() == 0) {
                var first = worst.get();
                if (first == null) {
                    whenAllAreThere.complete(null);
                } else {
                    whenAllAreThere.fail(first);
                }
            }
        }

        /** That one record is too large says nothing of the others; any other failure does. */
        private static @Nullable Throwable worse(@Nullable Throwable known, @Nullable Throwable other) {
            return known == null || known instanceof RecordTooLargeException ? other : known;
        }

        void abort(Throwable failure) {
            whenAllAreThere.fail(failure);
        }
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
        return KafkaRecords.message(record.topic(), traced.subject(), KafkaRecords.headers(traced), record.payload());
    }
}
