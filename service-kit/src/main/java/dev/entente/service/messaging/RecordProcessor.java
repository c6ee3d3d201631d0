package dev.entente.service.messaging;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.SystemKind;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.service.deadletter.Supersession;
import dev.entente.service.logging.FlowLog;
import dev.entente.service.messaging.DeadLetters.Cause;
import dev.entente.service.reactive.EventLoop;
import dev.entente.service.reactive.Infrastructure;
import dev.entente.service.tracing.MessageSpans;
import io.opentelemetry.api.trace.Span;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes one record to its end, so that it can be acknowledged: handled in a span of its own, waited for while database
 * or broker are away, set aside as a dead letter when it cannot be read or its handler is defective.
 */
@ApplicationScoped
public class RecordProcessor {

    private static final int TRIES_OF_A_DEFECTIVE_HANDLER = 3;

    private final MessageSpans spans;
    private final DeadLetters deadLetters;
    private final Supersession supersession;
    private final FlowLog log = new FlowLog();

    RecordProcessor(MessageSpans spans, DeadLetters deadLetters, Supersession supersession) {
        this.spans = spans;
        this.deadLetters = deadLetters;
        this.supersession = supersession;
    }

    /** Completes when nothing more needs to be done about the record; never fails. */
    @SuppressWarnings("MustBeClosedChecker") // closed when the work ends, which is not when this method returns
    public Uni<Void> process(SystemKind system, ConsumerRecord<String, byte[]> record, RecordHandler handler) {
        Attributes attributes;
        try {
            attributes = KafkaRecords.attributes(record);
        } catch (UnreadableMessage unreadable) {
            return deadLetter(system, record, Cause.UNREADABLE, unreadable.reason());
        }
        var span = spans.process(record.topic(), attributes);
        var scope = MessageSpans.within(span, attributes).makeCurrent();
        return attempt(system, record, attributes, handler, span, 1)
                .invoke(() -> log.processed(attributes, record.topic(), "done"))
                .eventually(() -> {
                    scope.close();
                    span.end();
                });
    }

    private Uni<Void> attempt(
            SystemKind system,
            ConsumerRecord<String, byte[]> record,
            Attributes attributes,
            RecordHandler handler,
            Span span,
            int number) {
        return EventLoop.persistently(() -> handle(handler, attributes, record.value()), Infrastructure::isUnavailable)
                .invoke(succeeded -> {
                    if (succeeded) {
                        supersession.dealtWith(record.topic(), record.key(), attributes, null);
                    }
                })
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(failure -> {
                    MessageSpans.failed(span, failure.getClass().getSimpleName(), String.valueOf(failure.getMessage()));
                    if (failure instanceof UnreadableMessage unreadable) {
                        return deadLetter(system, record, Cause.UNREADABLE, unreadable.reason());
                    }
                    log.error("handler.failed", attributes.correlationId(), failure);
                    return number < TRIES_OF_A_DEFECTIVE_HANDLER
                            ? attempt(system, record, attributes, handler, span, number + 1)
                            : deadLetter(
                                    system,
                                    record,
                                    Cause.DEFECT,
                                    "the handler failed: " + failure.getClass().getName());
                });
    }

    private static Uni<Boolean> handle(RecordHandler handler, Attributes attributes, byte[] payload) {
        try {
            return handler.handle(attributes, payload);
        } catch (UnreadableMessage unreadable) {
            return Uni.createFrom().failure(unreadable);
        }
    }

    private Uni<Void> deadLetter(SystemKind system, ConsumerRecord<String, byte[]> record, Cause cause, String reason) {
        return EventLoop.persistently(() -> deadLetters.add(system, record, cause, reason), anyFailure -> true);
    }
}
