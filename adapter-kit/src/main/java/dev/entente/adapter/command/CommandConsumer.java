package dev.entente.adapter.command;

import dev.entente.adapter.connection.Connections;
import dev.entente.adapter.connection.ServiceIdentity;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.WriteDeadline;
import dev.entente.adapter.records.RecordsPolling;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.service.logging.FlowLog;
import dev.entente.service.logging.FlowLog.Key;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.messaging.Publisher;
import dev.entente.service.metrics.Metric;
import dev.entente.service.reactive.EventLoop;
import dev.entente.service.reactive.Infrastructure;
import dev.entente.service.tracing.MessageSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.time.Clock;
import java.time.Duration;

/**
 * Performs commands and answers them.
 *
 * <pre>
 *   admit ── settled ─────────────────────────────────► answer again
 *     ├─ superseded by a later step ────────────────────► answer so, do nothing
 *     └─ proceed ─ probe (when an effect may exist) ─ found ─► settle ─► answer
 *                    └─ absent ─ perform ─ done ─────────────► settle ─► answer
 *                                  └─ no answer ─ probe once ─► settle ─► answer
 * </pre>
 *
 * A failure is answered, not retried: how often and when to try again is the integration contract's to say.
 */
@ApplicationScoped
class CommandConsumer {

    /** Between the end of an attempt that takes too long and the end of its lease: time to settle. */
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(5);

    /** Whoever is at it may end long before its lease does. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);

    private final RecordsPolling records;
    private final CommandLedger ledger;
    private final Performer performer;
    private final Publisher publisher;
    private final Connections connections;
    private final ServiceIdentity service;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final FlowLog log = new FlowLog();

    CommandConsumer(
            RecordsPolling records,
            CommandLedger ledger,
            Performer performer,
            Publisher publisher,
            Connections connections,
            ServiceIdentity service,
            Clock clock,
            MeterRegistry metrics) {
        this.records = records;
        this.ledger = ledger;
        this.performer = performer;
        this.publisher = publisher;
        this.connections = connections;
        this.service = service;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** What an attempt came to. */
    private record Outcome(Event event, boolean succeeded, boolean unknown) {

        static Outcome success(Event event) {
            return new Outcome(event, true, false);
        }

        static Outcome failure(Failure failure, boolean unknown) {
            return new Outcome(new CommandFailed(failure), false, unknown);
        }
    }

    void start(@Observes StartupEvent started) {
        records.takeCommands(this::handle);
    }

    private Uni<Boolean> handle(Attributes context, byte[] payload) throws UnreadableMessage {
        return perform(Received.read(context, payload));
    }

    private Uni<Boolean> perform(Received received) {
        var executor = EventLoop.current();
        return ledger.admit(received.context(), received.intent(), received.fingerprint(), lease(received.context()))
                .chain(admission -> switch (admission) {
                    case Admission.Settled settled -> answer(received, settled.outcome(), "repeated");
                    case Admission.InFlight busy ->
                        EventLoop.pause(sooner(busy.leaseLeft(), ASK_AGAIN_AFTER))
                                .chain(() -> perform(received));
                    case Admission.Superseded ignored -> {
                        log.warn("command.superseded", received.context().correlationId());
                        yield answer(
                                received,
                                new CommandFailed(new Failure.Invalid("a later step of the same flow was begun")));
                    }
                    case Admission.Conflict ignored -> {
                        log.warn("command.conflict", received.context().correlationId());
                        yield answer(
                                received,
                                new CommandFailed(new Failure.Poison("the same intent came with another payload")));
                    }
                    case Admission.Proceed proceed ->
                        boundedAttempt(received, proceed)
                                .emitOn(executor)
                                .chain(outcome -> settle(received, proceed, outcome))
                                .emitOn(executor);
                });
    }

    private Uni<Outcome> attempt(Received received, Admission.Proceed proceed) {
        if (!proceed.probeFirst()) {
            return performAtVendor(received, false);
        }
        return probe(received).chain(probe -> switch (probe) {
            case Performer.Probe.Found found -> Uni.createFrom().item(Outcome.success(found.outcome()));
            case Performer.Probe.Absent ignored -> performAtVendor(received, true);
            case Performer.Probe.Inconclusive unsure -> Uni.createFrom().item(Outcome.failure(unsure.told(), true));
        });
    }

    /** @param doubtful an earlier attempt may still have its effect: a refusal of this one does not settle that */
    private Uni<Outcome> performAtVendor(Received received, boolean doubtful) {
        return performer
                .perform(received.command(), received.context())
                .map(Outcome::success)
                .onFailure(VendorFailure.class)
                .recoverWithUni(failure -> {
                    var refusal = (VendorFailure) failure;
                    return refusal.outcomeUnknown()
                            ? findOut(received, refusal)
                            : Uni.createFrom().item(Outcome.failure(refusal.failure(), doubtful));
                });
    }

    /** Whatever else goes wrong is a defect on one of the sides; it is answered, so that the workflow knows. */
    private Uni<Outcome> boundedAttempt(Received received, Admission.Proceed proceed) {
        var time = lease(received.context()).minus(LEASE_MARGIN);
        WriteDeadline.set(proceed.since() + time.toNanos());
        return Uni.createFrom()
                .deferred(() -> attempt(received, proceed))
                .ifNoItem()
                .after(time)
                .recoverWithItem(() -> Outcome.failure(
                        new Failure.Transient("the system took longer than it may; whether it did it is unknown"),
                        true))
                .onFailure(failure -> !Infrastructure.isUnavailable(failure))
                .recoverWithItem(defect -> {
                    log.error("command.defect", received.context().correlationId(), defect);
                    return Outcome.failure(
                            new Failure.Poison("the answer cannot be understood: "
                                    + defect.getClass().getSimpleName()),
                            true);
                });
    }

    /** The answer was lost. Absence right now proves nothing: the vendor may still be at it. */
    private Uni<Outcome> findOut(Received received, VendorFailure lost) {
        return probe(received)
                .map(probe -> probe instanceof Performer.Probe.Found found
                        ? Outcome.success(found.outcome())
                        : Outcome.failure(lost.failure(), true));
    }

    private Uni<Performer.Probe> probe(Received received) {
        return performer.ask(received.command(), received.context());
    }

    private Uni<Boolean> settle(Received received, Admission.Proceed proceed, Outcome outcome) {
        return ledger.settle(
                        received.intent(), proceed.attempt(), outcome.event(), outcome.succeeded(), outcome.unknown())
                .chain(newest -> newest ? answer(received, outcome.event()) : perform(received));
    }

    private Uni<Boolean> answer(Received received, Event event) {
        return answer(
                received,
                event,
                event instanceof CommandFailed failed ? failed.failure().kind() : "done");
    }

    /** @param outcome the word that counts it */
    private Uni<Boolean> answer(Received received, Event event, String outcome) {
        var context = received.context();
        Metric.COMMANDS.counter(metrics, context.type(), outcome).increment();
        tell(received, event);
        var type = MessageCatalogue.typeOf(event);
        var reply = context.answer(
                Identifiers.derive("reply", context.id(), type),
                service.source(context.connection()),
                type,
                clock.instant());
        return publisher
                .publish(OutgoingRecord.of(
                        service.kind().eventsTopic(), MessageSpans.traced(reply, Span.current()), event))
                .replaceWith(!(event instanceof CommandFailed));
    }

    private void tell(Received received, Event event) {
        if (event instanceof CommandFailed failed) {
            MessageSpans.failed(
                    Span.current(), failed.failure().kind(), failed.failure().reason());
            log.warn(
                    "command.failed",
                    received.context().correlationId(),
                    FlowLog.field(Key.MESSAGE_TYPE, received.context().type()),
                    FlowLog.field(Key.FAILURE_CLASS, failed.failure().kind()));
        } else {
            log.info(
                    "command.performed",
                    received.context().correlationId(),
                    FlowLog.field(Key.MESSAGE_TYPE, received.context().type()),
                    FlowLog.field(Key.CONNECTION, received.context().connection()));
        }
    }

    private static Duration sooner(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration lease(Attributes context) {
        return connections
                .find(context.connection())
                .map(connection -> connection.timeout().multipliedBy(3).plus(LEASE_MARGIN))
                .orElse(LEASE_MARGIN);
    }
}
