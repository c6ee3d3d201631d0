package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.Identifiers;
import dev.entente.orchestrator.machine.Due;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Interpreter;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.machine.State;
import dev.entente.orchestrator.machine.Stimulus;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Walks one instance through the machine, step by step, and remembers the rows it took. */
final class Walk {

    /** Rows taken by any walk of this JVM, as {@code from --event--> to}. */
    static final Set<String> ROWS_TAKEN = new HashSet<>();

    private final Interpreter interpreter =
            new Interpreter(QuoteToCashMachine.under(IntegrationContract.load(QuoteToCashMachine.WORKFLOW)));
    private final List<Command> commands = new ArrayList<>();
    private @Nullable Instance instance;
    private @Nullable Lookup lookup;
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    static Walk start(Object event) {
        var walk = new Walk();
        var message = Attributes.first(
                "m",
                "/test",
                "t",
                "opportunity/emea/1001",
                walk.now,
                Identifiers.correlation("emea", "opportunity", "1001"),
                new Attributes.Origin("emea", "eu"));
        var started = walk.interpreter.start(event, message, walk.now).orElseThrow();
        walk.take(started);
        ROWS_TAKEN.add(row("", event.getClass(), walk.instance().state().getClass()));
        return walk;
    }

    /** An event that nobody asked for. */
    Walk happens(Object event) {
        return arrives(Stimulus.Arrived.unasked(event, 1));
    }

    /** The answer to the command sent last. */
    Walk answered(Object event) {
        return answeredLate(event, instance().attempt());
    }

    /** The answer to an attempt of the present step. */
    Walk answeredLate(Object event, int attempt) {
        return arrives(answer(event, attempt));
    }

    /** The answer to an attempt of the present step, to arrive whenever it likes. */
    Stimulus.Arrived answer(Object event, int attempt) {
        return new Stimulus.Arrived(
                event, instance().commandId(attempt), instance().intent(), 1);
    }

    Walk arrives(Stimulus.Arrived arrived) {
        var event = arrived.event();
        var from = instance().state();
        var outcome = interpreter.apply(instance(), arrived, now);
        if (outcome instanceof Outcome.Changed changed) {
            take(changed);
            if (changed.instance().stepSequence() > 1) {
                ROWS_TAKEN.add(row(from, event, instance().state()));
            }
        } else if (outcome instanceof Outcome.Ignored ignored && ignored.note().equals("changes nothing")) {
            ROWS_TAKEN.add(row(from, event, from));
        }
        last = outcome;
        return this;
    }

    Walk fails(Failure failure) {
        return answered(new CommandFailed(failure));
    }

    Walk retried() {
        return asked(new Stimulus.RetryRequested("ada", "looks fine now"));
    }

    /** A person asks for something, or the time has come. */
    Walk asked(Stimulus stimulus) {
        var from = instance().state();
        last = interpreter.apply(instance(), stimulus, now);
        if (last instanceof Outcome.Changed changed) {
            take(changed);
            ROWS_TAKEN.add(row(from, stimulus, instance().state()));
        }
        return this;
    }

    /** Nothing happens for a while. */
    Walk wait(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    /** Lets time pass until the instance is due, and fires. */
    Walk timePasses() {
        now = due().at();
        return timeIsUp();
    }

    /** The timer fires now. */
    Walk timeIsUp() {
        return asked(new Stimulus.TimeCame(due().kind()));
    }

    Walk isIn(Class<? extends State> state) {
        assertThat(instance().state()).isInstanceOf(state);
        return this;
    }

    Outcome last() {
        return java.util.Objects.requireNonNull(last);
    }

    private @Nullable Outcome last;

    Instance instance() {
        return java.util.Objects.requireNonNull(instance);
    }

    Instant now() {
        return now;
    }

    Due due() {
        return java.util.Objects.requireNonNull(instance().due());
    }

    Duration untilDue() {
        return Duration.between(now, due().at());
    }

    <C extends Command> C lastCommand(Class<C> type) {
        return type.cast(commands.getLast());
    }

    int commandsSent() {
        return commands.size();
    }

    @Nullable
    Lookup lookup() {
        return lookup;
    }

    private void take(Outcome.Changed changed) {
        instance = changed.instance().stored();
        lookup = changed.lookup();
        if (changed.command() != null) {
            commands.add(changed.command());
        }
    }

    private static String row(State from, Object event, State to) {
        return row(from.getClass().getSimpleName(), event.getClass(), to.getClass());
    }

    /** @param from the state's name; empty for a start */
    static String row(String from, Class<?> event, Class<?> to) {
        return from + " --" + event.getSimpleName() + "--> " + to.getSimpleName();
    }
}
