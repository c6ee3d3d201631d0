package dev.entente.orchestrator.machine;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.integration.StepContract;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.orchestrator.machine.Instance.Identity;
import dev.entente.orchestrator.machine.Instance.Progress;
import dev.entente.orchestrator.machine.Instance.Standing;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Applies a machine's table and its contract to one instance and one stimulus. Pure: time is handed in. */
public final class Interpreter {

    private static final String UNDER_WAY =
            "the step is finished, or may be having its effect just now: pause the instance, or wait";

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
            var identity = new Identity(
                    Instance.idOf(machine.workflow(), message.subject()),
                    machine.workflow(),
                    message.subject(),
                    message.correlationId(),
                    message.connection(),
                    message.region());
            var unborn = new Instance(
                    identity,
                    machine.version(),
                    state,
                    Standing.active(null),
                    new Progress(0, 0, 0, now),
                    message.hops(),
                    machine.edition(event),
                    0);
            return enter(unborn, state, now, "started");
        });
    }

    /** What the stimulus does to the instance. */
    public Outcome apply(Instance instance, Stimulus stimulus, Instant now) {
        return switch (stimulus) {
            case Stimulus.Arrived arrived -> arrived(instance, arrived, now);
            case Stimulus.Signalled signal -> signalled(instance, signal, now);
            case Stimulus.Held held -> hold(instance, held, now);
            case Stimulus.Released released -> release(instance, released, now);
            case Stimulus.TimeCame time -> timeCame(instance, time.kind(), now);
            case Stimulus.RetryRequested retry -> retryNow(instance, retry, now);
            case Stimulus.PauseRequested pause -> pause(instance, pause, now);
            case Stimulus.ResumeRequested resume -> resume(instance, resume, now);
            case Stimulus.SkipRequested skip -> skip(instance, skip, now);
            case Stimulus.MoveRequested move -> move(instance, move);
            case Stimulus.EditRequested edit -> edit(instance, edit, now);
        };
    }

    private Outcome arrived(Instance instance, Stimulus.Arrived arrived, Instant now) {
        if (arrived.event() instanceof CommandFailed failed) {
            return failed(instance, failed.failure(), arrived.causationId(), now);
        }
        var isAnswer = arrived.intent() != null;
        var edition = machine.edition(arrived.event());
        if (!isAnswer && edition > 0 && edition < instance.edition()) {
            return new Outcome.Ignored("older than what it acts on");
        }
        var definition = machine.definition(instance.state());
        if (!isAnswer && definition.asksAnewOn().contains(arrived.event().getClass())) {
            return enter(heard(instance, arrived, edition), instance.state(), now, arrived.name() + ", asked anew");
        }
        var row = definition.transition(arrived.event().getClass()).orElse(null);
        if (row == null) {
            return isAnswer
                    ? new Outcome.Ignored("changes nothing in " + name(instance))
                    : stays(instance, edition, "changes nothing in " + name(instance));
        }
        if (isAnswer ? !instance.intent().equals(arrived.intent()) : row.replyOnly()) {
            return new Outcome.Ignored("answers an earlier step");
        }
        var heard = heard(instance, arrived, edition);
        var next = row.apply(instance.state(), arrived.event());
        if (!next.equals(instance.state()) || row.replyOnly() || doesMoreThanSend(instance)) {
            return enter(heard, next, now, row.toString());
        }
        return instance.status() == Status.PARKED
                ? tryAgain(heard, now, row + ", tried again")
                : stays(instance, edition, "changes nothing");
    }

    private static Instance heard(Instance instance, Stimulus.Arrived arrived, long edition) {
        return instance.movedBy(arrived.hops()).actingOn(edition > 0 ? edition : instance.edition());
    }

    /** What is older than news that changes nothing must not change anything after it. */
    private static Outcome stays(Instance instance, long edition, String note) {
        return edition > instance.edition()
                ? new Outcome.Changed(instance.actingOn(edition), null, null, note + ", and is the latest")
                : new Outcome.Ignored(note);
    }

    /** As if it were news, of which the history says who gave it and why. */
    private Outcome signalled(Instance instance, Stimulus.Signalled signal, Instant now) {
        return switch (arrived(instance, Stimulus.Arrived.unasked(signal.event(), 0), now)) {
            case Outcome.Changed changed ->
                new Outcome.Changed(
                        changed.instance(),
                        changed.command(),
                        changed.lookup(),
                        changed.note() + ", signalled by " + signal.by());
            case Outcome.Ignored ignored -> ignored;
            case Outcome.Refused refused -> refused;
        };
    }

    /**
     * What parks on entry, or looks something up, is entered anew by news that is no news. What sends a command is not: it stays the
     * same step, with the same intent, so that an answer which was given already still fits.
     */
    private boolean doesMoreThanSend(Instance instance) {
        var definition = machine.definition(instance.state());
        return !instance.status().isFinal() && (definition.parksOnEntry() || definition.looksUp());
    }

    private Outcome.Changed enter(Instance from, State next, Instant now, String note) {
        var end = machine.definition(next).end();
        var entered = from.in(next).with(from.progress().entered(now));
        if (end.isPresent()) {
            return new Outcome.Changed(entered.with(Standing.ended(end.get())), null, null, note);
        }
        var pause = from.pause();
        return pause == null || pause.isHold()
                ? begin(entered, now, note)
                : new Outcome.Changed(
                        entered.with(Standing.paused(pause.owing())), null, null, note + "; paused, nothing is sent");
    }

    /** What a state does when it is entered. */
    private Outcome.Changed begin(Instance entered, Instant now, String note) {
        var definition = machine.definition(entered.state());
        var because = definition.parkedBecause(entered.state());
        if (because != null) {
            var kind = definition.needs(entered.state()).isEmpty() ? "decision" : "missing";
            var parking = new Parking(kind, because, contract(definition).owner());
            return new Outcome.Changed(entered.with(Standing.parked(parking)), null, null, note);
        }
        return proceed(entered, now, note);
    }

    /** Sends the state's command once more, or asks its lookup, or waits. */
    private Outcome.Changed proceed(Instance instance, Instant now, String note) {
        var definition = machine.definition(instance.state());
        var command = definition.command(instance.state());
        var deadline = instance.enteredAt().plus(contract(definition).deadline());
        var overdue = now.plus(contract(definition).replyWithin());
        var due = command == null || overdue.isAfter(deadline)
                ? new Due(deadline, Due.Kind.DEADLINE)
                : new Due(overdue, Due.Kind.REPLY_OVERDUE);
        var progress =
                command == null ? instance.progress() : instance.progress().attempted();
        var going = instance.with(progress).with(Standing.active(due));
        return new Outcome.Changed(going, command, definition.lookup(instance.state()), note);
    }

    private Outcome failed(Instance instance, Failure failure, @Nullable String causationId, Instant now) {
        var isCurrent =
                instance.attempt() > 0 && instance.commandId(instance.attempt()).equals(causationId);
        var pause = instance.pause();
        if (isCurrent && pause != null) {
            return new Outcome.Changed(
                    instance.with(Standing.paused(pause.owing())),
                    null,
                    null,
                    failure.kind() + ", paused, tried again when resumed: " + failure.reason());
        }
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
        var waiting = instance.with(instance.progress().failed(failures)).with(Standing.active(due));
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
            case RETRY -> proceed(instance, now, "tried again");
            case REPLY_OVERDUE -> proceed(instance, now, "no answer in time, asked again");
            case DEADLINE ->
                park(instance, "deadline", name(instance) + " took longer than " + step.deadline(), step.owner());
        };
    }

    private Outcome retryNow(Instance instance, Stimulus.RetryRequested retry, Instant now) {
        if (instance.status() != Status.PARKED && !waitsForRetry(instance)) {
            return new Outcome.Refused(
                    "the instance is " + word(instance.status()) + " and nothing waits to be retried");
        }
        return tryAgain(instance.movedBy(0), now, "retried by " + retry.by());
    }

    /** The same step, with all its attempts and all its time. */
    private Outcome.Changed tryAgain(Instance instance, Instant now, String note) {
        return proceed(instance.with(instance.progress().failed(0).since(now)), now, note);
    }

    private static boolean waitsForRetry(Instance instance) {
        return instance.due() != null && instance.due().kind() == Due.Kind.RETRY;
    }

    private static Outcome pause(Instance instance, Stimulus.PauseRequested request, Instant now) {
        var hold = instance.pause();
        if (hold != null && hold.isHold()) {
            var putOff = hold.putOff(instance.enteredAt(), now);
            var taken = instance.with(
                            instance.progress().since(instance.enteredAt().plus(putOff)))
                    .with(Standing.paused(hold.taken(now, putOff, request.clocks())));
            return new Outcome.Changed(taken, null, null, "paused by " + request.by());
        }
        if (instance.status() != Status.ACTIVE) {
            return new Outcome.Refused("the instance is " + word(instance.status()) + " and does nothing by itself");
        }
        var pause = new Pause(now, request.clocks(), instance.due(), false, null);
        return new Outcome.Changed(instance.with(Standing.paused(pause)), null, null, "paused by " + request.by());
    }

    private Outcome resume(Instance instance, Stimulus.ResumeRequested request, Instant now) {
        var pause = instance.pause();
        if (pause == null) {
            return new Outcome.Refused("the instance is " + word(instance.status()) + ", not paused");
        }
        return resume(instance.movedBy(0), pause, now, "resumed by " + request.by());
    }

    private Outcome resume(Instance instance, Pause pause, Instant now, String note) {
        var putOff = pause.putOff(instance.enteredAt(), now);
        var due = pause.due() == null ? null : pause.due().putOff(putOff);
        var resumed = instance.with(
                        instance.progress().since(instance.enteredAt().plus(putOff)))
                .with(Standing.active(due));
        if (!pause.owes()) {
            return new Outcome.Changed(resumed, null, null, note);
        }
        return resumed.attempt() > 0 ? proceed(resumed, now, note) : begin(resumed, now, note);
    }

    private static Outcome hold(Instance instance, Stimulus.Held held, Instant now) {
        if (instance.status() != Status.ACTIVE || !waitsForRetry(instance)) {
            return new Outcome.Ignored("nothing waits to be tried again");
        }
        var pause = new Pause(now, Pause.Clocks.STOP, null, true, held.connection());
        return new Outcome.Changed(
                instance.with(Standing.paused(pause)), null, null, "held until " + held.connection() + " is back");
    }

    /** What failed while the connection was away says nothing about the step: it has all its attempts again. */
    private Outcome release(Instance instance, Stimulus.Released released, Instant now) {
        var pause = instance.pause();
        if (pause == null || !released.connection().equals(pause.heldFor())) {
            return new Outcome.Ignored("not held for " + released.connection());
        }
        return resume(
                instance.with(instance.progress().failed(0)),
                pause,
                now,
                "tried again: is " + released.connection() + " back?");
    }

    private Outcome skip(Instance instance, Stimulus.SkipRequested request, Instant now) {
        if (!request.state().equals(name(instance))) {
            return new Outcome.Refused("the instance is in " + name(instance) + ", not in " + request.state());
        }
        if (isUnderWay(instance)) {
            return new Outcome.Refused(UNDER_WAY);
        }
        return machine.definition(instance.state())
                .skip()
                .<Outcome>map(way -> enter(
                        instance.movedBy(0), way.apply(instance.state(), request), now, "skipped by " + request.by()))
                .orElseGet(() ->
                        new Outcome.Refused(name(instance) + " cannot be skipped: what follows needs its answer"));
    }

    /** Whoever has read it has brought it up to the present definition. */
    private Outcome move(Instance instance, Stimulus.MoveRequested request) {
        return instance.status().isFinal()
                ? new Outcome.Refused("the instance is " + word(instance.status()))
                : new Outcome.Changed(
                        instance, null, null, "moved to definition " + machine.version() + " by " + request.by());
    }

    private Outcome edit(Instance instance, Stimulus.EditRequested request, Instant now) {
        if (isUnderWay(instance)) {
            return new Outcome.Refused(UNDER_WAY);
        }
        if (request.step() != instance.stepSequence()) {
            return new Outcome.Refused("the instance has moved on since its data were read: read them again");
        }
        return machine.definition(instance.state())
                .problemWith(instance.state(), request.edited())
                .<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> goOn(
                        instance.movedBy(0)
                                .in(request.edited())
                                .with(instance.progress().entered(now)),
                        now,
                        "corrected by " + request.by()));
    }

    /** With what is new, unless that has to wait for the end of a pause. */
    private Outcome.Changed goOn(Instance corrected, Instant now, String note) {
        var pause = corrected.pause();
        return pause == null
                ? proceed(corrected, now, note)
                : new Outcome.Changed(corrected.with(Standing.paused(pause.owing())), null, null, note);
    }

    /** A command may be having its effect just now: whatever a person decides comes too early. */
    private static boolean isUnderWay(Instance instance) {
        return instance.status().isFinal() || (instance.status() == Status.ACTIVE && !waitsForRetry(instance));
    }

    private static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static Outcome park(Instance instance, String kind, String reason, String owner) {
        return new Outcome.Changed(
                instance.with(Standing.parked(new Parking(kind, reason, owner))), null, null, "parked: " + reason);
    }

    /** A defect must not take its neighbours along: the instance is set aside for the developers. */
    public static Outcome.Changed defective(Instance instance, String reason) {
        return new Outcome.Changed(
                instance.with(Standing.parked(new Parking("poison", reason, "developers"))), null, null, reason);
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
