package dev.entente.orchestrator.machine;

import dev.entente.contracts.message.Command;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One state of a machine and the rows of the table that leave it.
 *
 * @param <F> the state's type
 */
public final class StateDefinition<F extends State> {

    private final Class<F> type;
    private final Machine.Builder machine;
    private final Map<Class<?>, Transition> transitions = new LinkedHashMap<>();
    private @Nullable String step;
    private @Nullable Status end;
    private @Nullable Function<F, Command> command;
    private @Nullable Function<F, Lookup> lookup;
    private @Nullable Function<F, String> parkedBecause;
    private @Nullable Transition skip;
    private @Nullable BiFunction<F, F, Optional<String>> correction;
    private Function<F, Set<String>> needs = state -> Set.of();
    private List<Class<?>> asksAnewOn = List.of();

    StateDefinition(Class<F> type, Machine.Builder machine) {
        this.type = type;
        this.machine = machine;
    }

    /** The step of the integration contract that this state carries out: its owner, deadline and retry policy. */
    public StateDefinition<F> step(String name) {
        this.step = name;
        return this;
    }

    /** Sent on entering, and again by the step's retry policy. */
    public StateDefinition<F> sends(Function<F, Command> newCommand) {
        this.command = newCommand;
        return this;
    }

    /** Answered on entering, within the same transaction. */
    public StateDefinition<F> looksUp(Function<F, Lookup> newLookup) {
        this.lookup = newLookup;
        return this;
    }

    /** Entering parks for the step's owner, with this reason; the command is sent when somebody asks for a retry. */
    public StateDefinition<F> parks(Function<F, String> because) {
        this.parkedBecause = because;
        return this;
    }

    /** What is missing, by name: adding it releases the instance. */
    public StateDefinition<F> needs(Function<F, Set<String>> names) {
        this.needs = names;
        return this;
    }

    /** A person may go on without what this state waits for. */
    @SafeVarargs
    public final StateDefinition<F> skipsTo(Function<F, ? extends State> next, Class<? extends State>... targets) {
        this.skip = new Transition(
                type,
                Stimulus.SkipRequested.class,
                List.of(targets),
                false,
                (state, ignored) -> next.apply(type.cast(state)));
        return this;
    }

    /**
     * A person may correct the state's data.
     *
     * @param problem why a correction cannot be accepted, in words; empty when it can
     */
    public StateDefinition<F> correctable(BiFunction<F, F, Optional<String>> problem) {
        this.correction = problem;
        return this;
    }

    /** Nothing follows, except what the rows say. */
    public StateDefinition<F> ends(Status status) {
        this.end = status;
        return this;
    }

    /** A row: on an event that may come at any time. */
    @SafeVarargs
    public final <E> StateDefinition<F> on(
            Class<E> event, BiFunction<F, E, ? extends State> next, Class<? extends State>... targets) {
        return row(event, next, false, targets);
    }

    /** A row: on the answer to the command that this state sent. Answers to other commands do not count. */
    @SafeVarargs
    public final <E> StateDefinition<F> onReply(
            Class<E> event, BiFunction<F, E, ? extends State> next, Class<? extends State>... targets) {
        return row(event, next, true, targets);
    }

    private <E> StateDefinition<F> row(
            Class<E> event,
            BiFunction<F, E, ? extends State> next,
            boolean replyOnly,
            Class<? extends State>[] targets) {
        var transition = new Transition(
                type,
                event,
                List.of(targets),
                replyOnly,
                (state, arrived) -> next.apply(type.cast(state), event.cast(arrived)));
        if (transitions.put(event, transition) != null) {
            throw new IllegalArgumentException(type.getSimpleName() + " has two rows for " + event.getSimpleName());
        }
        return this;
    }

    /**
     * News that nobody asked for, after which the answer to what this state has asked may be out of date: it is asked anew, as another
     * step, and what comes of it is decided by the answer to that.
     */
    public StateDefinition<F> asksAnewOn(Class<?>... types) {
        this.asksAnewOn = List.of(types);
        return this;
    }

    /** The next state of the machine. */
    public <G extends State> StateDefinition<G> in(Class<G> next) {
        return machine.in(next);
    }

    /** The whole table. */
    public Machine build() {
        return machine.build();
    }

    public Class<F> type() {
        return type;
    }

    public String name() {
        return type.getSimpleName();
    }

    public Optional<String> step() {
        return Optional.ofNullable(step);
    }

    public Optional<Status> end() {
        return Optional.ofNullable(end);
    }

    public boolean parksOnEntry() {
        return parkedBecause != null;
    }

    public boolean sendsCommand() {
        return command != null;
    }

    public boolean looksUp() {
        return lookup != null;
    }

    public Collection<Transition> transitions() {
        return transitions.values();
    }

    /** Every row that leads on, a person's decision to skip among them. */
    Stream<Transition> ways() {
        return Stream.concat(transitions.values().stream(), skip().stream());
    }

    /** Where a person's decision to skip the step leads, if it may be skipped. */
    public Optional<Transition> skip() {
        return Optional.ofNullable(skip);
    }

    public boolean isCorrectable() {
        return correction != null;
    }

    /** Why the state cannot be corrected so; empty when it can. */
    Optional<String> problemWith(State before, State after) {
        if (correction == null) {
            return Optional.of(name() + " has nothing that could be corrected here");
        }
        if (!type.isInstance(after)) {
            return Optional.of("a correction stays in " + name());
        }
        return correction.apply(type.cast(before), type.cast(after));
    }

    public List<Class<?>> asksAnewOn() {
        return asksAnewOn;
    }

    /** The events that it has use for. */
    Stream<Class<?>> hears() {
        return Stream.concat(transitions.keySet().stream(), asksAnewOn.stream());
    }

    Optional<Transition> transition(Class<?> event) {
        return Optional.ofNullable(transitions.get(event));
    }

    @Nullable
    Command command(State state) {
        return command == null ? null : command.apply(type.cast(state));
    }

    @Nullable
    Lookup lookup(State state) {
        return lookup == null ? null : lookup.apply(type.cast(state));
    }

    @Nullable
    String parkedBecause(State state) {
        return parkedBecause == null ? null : parkedBecause.apply(type.cast(state));
    }

    Set<String> needs(State state) {
        return needs.apply(type.cast(state));
    }
}
