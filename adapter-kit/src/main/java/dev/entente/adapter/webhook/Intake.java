package dev.entente.adapter.webhook;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.ServiceIdentity;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Identifiers;
import dev.entente.service.logging.FlowLog;
import dev.entente.service.logging.FlowLog.Key;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.messaging.Publisher;
import dev.entente.service.reactive.EventLoop;
import dev.entente.service.tracing.MessageSpans;
import io.opentelemetry.api.trace.Span;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

import java.time.Duration;
import java.util.List;

/**
 * Makes what vendors told durable: on Kafka, or in this service's database while the broker is away. Once something waits in the
 * database, what comes after it waits behind it, so that order is kept.
 */
@ApplicationScoped
public class Intake {

    private static final int BUFFER = 8192;

    /**
     * A vendor waits about five seconds for its answer (HubSpot: five). Whoever is told later that nothing could be stored has hung up
     * already, and an outage would look to the vendor like a receiver that hangs.
     */
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(3);

    private static final Duration DATABASE_PATIENCE = Duration.ofMillis(1500);

    private final MutinyEmitter<byte[]> emitter;
    private final MessageSpans spans;
    private final InboundSpool spool;
    private final ServiceIdentity service;
    private final FlowLog log = new FlowLog();

    Intake(
            @Channel("intake") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFER)
                    MutinyEmitter<byte[]> emitter,
            MessageSpans spans,
            InboundSpool spool,
            ServiceIdentity service) {
        this.emitter = emitter;
        this.spans = spans;
        this.spool = spool;
        this.service = service;
    }

    /**
     * Completes when every event is durable; fails when neither broker nor database has taken them within four and a half seconds. The
     * database may still take them after that: the vendor sends them again, and duplicates end at the inbox.
     */
    public Uni<Void> accept(Connection connection, List<InboundEvent> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var records = events.stream()
                .map(event -> record(connection, event, events.size()))
                .toList();
        if (!spool.isEmpty()) {
            return spooled(records);
        }
        var executor = EventLoop.current();
        return Uni.join()
                .all(records.stream()
                        .map(record -> Publisher.publish(emitter, spans, record))
                        .toList())
                .andCollectFailures()
                .replaceWithVoid()
                .ifNoItem()
                .after(BROKER_PATIENCE)
                .fail()
                .emitOn(executor)
                .onFailure()
                .recoverWithUni(() -> spooled(records));
    }

    private Uni<Void> spooled(List<OutgoingRecord> records) {
        var executor = EventLoop.current();
        return spool.add(records).ifNoItem().after(DATABASE_PATIENCE).fail().emitOn(executor);
    }

    private OutgoingRecord record(Connection connection, InboundEvent event, int delivered) {
        var attributes = Attributes.first(
                Identifiers.derive("inbound", connection.name(), event.identity()),
                service.source(connection),
                Attributes.RAW,
                event.kind() + "/" + connection.name() + "/" + event.objectId(),
                event.occurredAt(),
                Identifiers.correlation(connection.name(), event.kind(), event.objectId()),
                connection.origin());
        log.info(
                "inbound.accepted",
                attributes.correlationId(),
                FlowLog.field(Key.MESSAGE_ID, attributes.id()),
                FlowLog.field(Key.SUBJECT, attributes.subject()),
                FlowLog.field(Key.CONNECTION, connection.name()));
        var span = Span.current();
        if (delivered == 1) {
            span.setAttribute(dev.entente.service.tracing.Correlation.CORRELATION_ID, attributes.correlationId());
            span.setAttribute(dev.entente.service.tracing.Correlation.SUBJECT, attributes.subject());
            attributes = MessageSpans.traced(attributes, span);
        }
        return new OutgoingRecord(service.kind().inboundTopic(), attributes, event.payload());
    }
}
