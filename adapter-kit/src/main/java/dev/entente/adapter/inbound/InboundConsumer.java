package dev.entente.adapter.inbound;

import dev.entente.adapter.connection.ServiceIdentity;
import dev.entente.adapter.records.RecordsPolling;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.messaging.Publisher;
import dev.entente.service.metrics.Metric;
import dev.entente.service.reactive.EventLoop;
import dev.entente.service.tracing.MessageSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Dedupe, translate, publish, remember. A crash before the last step repeats the earlier ones with the same message ids,
 * which the readers recognise.
 */
@ApplicationScoped
class InboundConsumer {

    private final RecordsPolling records;
    private final Inbox inbox;
    private final Translator translator;
    private final Publisher publisher;
    private final ServiceIdentity service;
    private final Clock clock;
    private final MeterRegistry metrics;

    InboundConsumer(
            RecordsPolling records,
            Inbox inbox,
            Translator translator,
            Publisher publisher,
            ServiceIdentity service,
            Clock clock,
            MeterRegistry metrics) {
        this.records = records;
        this.inbox = inbox;
        this.translator = translator;
        this.publisher = publisher;
        this.service = service;
        this.clock = clock;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent started) {
        records.takeInbound(this::handle);
    }

    /** An echo of ours, of which nothing was read, makes no earlier letter pointless. */
    private Uni<Boolean> handle(Attributes inbound, byte[] payload) {
        var executor = EventLoop.current();
        return inbox.contains(inbound.id()).chain(seen -> {
            if (seen) {
                count("duplicate");
                return Uni.createFrom().item(false);
            }
            return translate(inbound, payload)
                    .emitOn(executor)
                    .invoke(events -> count(events.isEmpty() ? "ignored" : "translated"))
                    .call(events -> publisher.publish(records(inbound, events)))
                    .emitOn(executor)
                    .call(() -> inbox.add(inbound.id(), inbound.correlationId()))
                    .map(events -> !events.isEmpty());
        });
    }

    private Uni<List<Event>> translate(Attributes inbound, byte[] payload) {
        try {
            return translator.translate(inbound, payload);
        } catch (UnreadableMessage unreadable) {
            return Uni.createFrom().failure(unreadable);
        }
    }

    private List<OutgoingRecord> records(Attributes inbound, List<Event> events) {
        var records = new ArrayList<OutgoingRecord>(events.size());
        for (var event : events) {
            var type = MessageCatalogue.typeOf(event);
            var attributes = inbound.cause(
                    Identifiers.derive("translated", inbound.id(), type, Integer.toString(records.size())),
                    service.source(inbound.connection()),
                    type,
                    clock.instant(),
                    inbound.origin());
            records.add(OutgoingRecord.of(
                    service.kind().eventsTopic(), MessageSpans.traced(attributes, Span.current()), event));
        }
        return records;
    }

    private void count(String outcome) {
        Metric.INBOUND_EVENTS.counter(metrics, outcome).increment();
    }
}
