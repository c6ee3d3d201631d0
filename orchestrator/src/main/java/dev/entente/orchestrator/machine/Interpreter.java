package dev.entente.orchestrator.machine;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.integration.StepContract;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CommandFailed;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Applies a machine's table and its contract to one instance and one stimulus. Pure: time is handed in. */
public final class Interpreter {

    private final Machine machine;

    public Interpreter(Machine machine) {
        this.machine = machine;
    }

    public Machine machine() {
        return machine;
    }

    /** A new instance, if the event starts one. */
    public Optional<Outcome.Changed> start(Object event, Attributes message, Instant now) {
        return machine.start(event).map(state -> {
            var unborn = new Instance(
                    Instance.idOf(machine.workflow(), message.subject()),
                    machine.workflow(),
                    machine.version(),
                    message.subject(),
                    message.correlationId(),
                    message.connection(),
                    message.region(),
                    state,
                    Status.ACTIVE,
                    null,
                    0,
                    0,
                    0,
                    now,
                    null,
                    message.hops(),
                    0);
            return enter(unborn, state, now, "started");
        });
    }

    /** What the stimulus does to the instance. */
    public Outcome apply(Instance instance, Stimulus stimulus, Instant now) {
        return switch (stimulus) {
            case Stimulus.Arrived arrived -> arrived(instance, arrived, now);
            case Stimulus.TimeCame time -> timeCame(instance, time.kind(), now);
            case Stimulus.RetryRequested retry -> retryNow(instance, retry, now);
        };
    }

    private Outcome arrived(Instance instance, Stimulus.Arrived arrived, Instant now) {
        if (arrived.event() instanceof CommandFailed failed) {
            return failed(instance, failed.failure(), arrived.causationId(), now);
        }
        var row = machine.definition(instance.state())
                .transition(arrived.event().getClass())
                .orElse(null);
        if (row == null) {
            return new Outcome.Ignored("changes nothing in " + name(instance));
        }
        if (arrived.intent() == null ? row.replyOnly() : !arrived.intent().equals(instance.intent())) {
            return new Outcome.Ignored("answers an earlier step");
        }
        var next = row.apply(instance.state(), arrived.event());
        return next.equals(instance.state()) && !row.replyOnly() && staysAsItIs(instance)
                ? new Outcome.Ignored("changes nothing")
                : enter(instance.movedBy(arrived.hops()), next, now, row.toString());
    }

    /** News that is no news must not send a command again; a state that parks, or looks something up, is entered anew. */
    private boolean staysAsItIs(Instance instance) {
        var definition = machine.definition(instance.state());
        return instance.status().isFinal()
                || (instance.status() == Status.ACTIVE && !definition.parksOnEntry() && !definition.looksUp());
    }

    private Outcome.Changed enter(Instance from, State next, Instant now, String note) {
        var definition = machine.definition(next);
        var entered = from.entered(next, now);
        if (definition.end().isPresent()) {
            return new Outcome.Changed(entered.with(definition.end().get(), null, null), null, null, note);
        }
        var because = definition.parkedBecause(next);
        if (because != null) {
            var kind = definition.needs(next).isEmpty() ? "decision" : "missing";
            var parking = new Parking(kind, because, contract(definition).owner());
            return new Outcome.Changed(entered.with(Status.PARKED, parking, null), null, null, note);
        }
        return proceed(entered, 0, now, note);
    }

    /** Sends the state's command once more, or asks its lookup, or waits. */
    private Outcome.Changed proceed(Instance instance, int failures, Instant now, String note) {
        var definition = machine.definition(instance.state());
        var command = definition.command(instance.state());
        var deadline = instance.enteredAt().plus(contract(definition).deadline());
        var overdue = now.plus(contract(definition).replyWithin());
        var due = command == null || overdue.isAfter(deadline)
                ? new Due(deadline, Due.Kind.DEADLINE)
                : new Due(overdue, Due.Kind.REPLY_OVERDUE);
        var attempt = command == null ? instance.attempt() : instance.attempt() + 1;
        var going = instance.attempted(attempt, failures, instance.enteredAt()).with(Status.ACTIVE, null, due);
        return new Outcome.Changed(going, command, definition.lookup(instance.state()), note);
    }

    private Outcome failed(Instance instance, Failure failure, @Nullable String causationId, Instant now) {
        var isCurrent =
                instance.attempt() > 0 && instance.commandId(instance.attempt()).equals(causationId);
        if (!isCurrent || instance.status() != Status.ACTIVE) {
            return new Outcome.Ignored("a failure of an earlier attempt");
        }
        var step = contract(machine.definition(instance.state()));
        return switch (machine.contract().on(failure)) {
            case RETRY ->
                instance.failures() + 1 >= step.retry().attempts()
                        ? park(
                                instance,
                                failure.kind(),
                                "given up after " + step.retry().attempts() + " attempts: " + failure.reason(),
                                step.owner())
                        : later(
                                instance,
                                instance.failures() + 1,
                                now.plus(step.retry().delayAfter(instance.failures() + 1, chance(instance))),
                                failure);
            case WAIT -> later(instance, instance.failures(), now.plus(wait(failure, step, instance)), failure);
            case PARK_FOR_CONNECTION_OWNER ->
                park(
                        instance,
                        failure.kind(),
                        failure.reason(),
                        "owner of connection to the " + step.system() + " system");
            case PARK_FOR_STEP_OWNER -> park(instance, failure.kind(), failure.reason(), step.owner());
        };
    }

    private Outcome later(Instance instance, int failures, Instant at, Failure failure) {
        var deadline = instance.enteredAt()
                .plus(contract(machine.definition(instance.state())).deadline());
        var due = at.isAfter(deadline) ? new Due(deadline, Due.Kind.DEADLINE) : new Due(at, Due.Kind.RETRY);
        var waiting = instance.attempted(instance.attempt(), failures, instance.enteredAt())
                .with(Status.ACTIVE, null, due);
        return new Outcome.Changed(waiting, null, null, failure.kind() + ", tried again later: " + failure.reason());
    }

    private static Duration wait(Failure failure, StepContract step, Instance instance) {
        var named = failure instanceof Failure.Throttled throttled ? throttled.retryAfter() : null;
        var shortest = named == null ? step.retry().firstDelay() : named;
        return shortest.plusMillis(Math.round(1000 * chance(instance)));
    }

    private Outcome timeCame(Instance instance, Due.Kind kind, Instant now) {
        var due = instance.due();
        if (instance.status() != Status.ACTIVE
                || due == null
                || due.kind() != kind
                || due.at().isAfter(now)) {
            return new Outcome.Ignored("the timer was set anew");
        }
        var step = contract(machine.definition(instance.state()));
        return switch (kind) {
            case RETRY -> proceed(instance, instance.failures(), now, "tried again");
            case REPLY_OVERDUE -> proceed(instance, instance.failures(), now, "no answer in time, asked again");
            case DEADLINE ->
                park(instance, "deadline", name(instance) + " took longer than " + step.deadline(), step.owner());
        };
    }

    private Outcome retryNow(Instance instance, Stimulus.RetryRequested retry, Instant now) {
        var waitsForRetry = instance.due() != null && instance.due().kind() == Due.Kind.RETRY;
        if (instance.status() != Status.PARKED && !waitsForRetry) {
            return new Outcome.Refused("the instance is "
                    + instance.status().name().toLowerCase(java.util.Locale.ROOT) + " and nothing waits to be retried");
        }
        var renewed = instance.movedBy(0).attempted(instance.attempt(), 0, now);
        return proceed(renewed, 0, now, "retried by " + retry.who() + ": " + retry.why());
    }

    private static Outcome park(Instance instance, String kind, String reason, String owner) {
        return new Outcome.Changed(
                instance.with(Status.PARKED, new Parking(kind, reason, owner), null), null, null, "parked: " + reason);
    }

    /** A defect must not take its neighbours along: the instance is set aside for the developers. */
    public static Outcome.Changed defective(Instance instance, String reason) {
        return new Outcome.Changed(
                instance.with(Status.PARKED, new Parking("poison", reason, "developers"), null), null, null, reason);
    }

    /** Jitter without randomness: the same instance and attempt always draw the same, different ones differ. */
    private static double chance(Instance instance) {
        return (instance.commandId(instance.attempt()).hashCode() & 0xffff) / 65536.0;
    }

    private StepContract contract(StateDefinition<?> definition) {
        return machine.contract().step(definition.step().orElseThrow());
    }

    private static String name(Instance instance) {
        return instance.state().getClass().getSimpleName();
    }
}
