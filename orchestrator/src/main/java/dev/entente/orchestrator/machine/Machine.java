package dev.entente.orchestrator.machine;

import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.SystemKind;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A workflow as data: which events start it, which states it has, which rows lead from one to another. Checked when it
 * is built: every state can be reached, every state has a way on and a step in the contract or is an end.
 */
public final class Machine {

    private final String workflow;
    private final int version;
    private final IntegrationContract contract;
    private final Map<Class<?>, Start> starts;
    private final Map<Class<?>, StateDefinition<?>> states;
    private final Map<Integer, UnaryOperator<StoredState>> upcasts;
    private final @Nullable Function<Object, @Nullable Long> editions;
    private final Set<Class<?>> understood;

    /** How an instance begins. */
    public record Start(Class<?> event, List<Class<? extends State>> targets, Function<Object, State> first) {}

    private Machine(Builder builder) {
        this.workflow = builder.workflow;
        this.version = builder.version;
        this.contract = builder.contract;
        this.starts = new LinkedHashMap<>(builder.starts);
        this.states = new LinkedHashMap<>(builder.states);
        this.upcasts = Map.copyOf(builder.upcasts);
        this.editions = builder.editions;
        this.understood = Stream.concat(
                        starts.keySet().stream(), states.values().stream().flatMap(StateDefinition::hears))
                .collect(Collectors.toUnmodifiableSet());
        MachineCheck.check(this);
    }

    public static Builder define(String workflow, int version, IntegrationContract contract) {
        return new Builder(workflow, version, contract);
    }

    public String workflow() {
        return workflow;
    }

    public int version() {
        return version;
    }

    public IntegrationContract contract() {
        return contract;
    }

    public Collection<Start> starts() {
        return starts.values();
    }

    public Collection<StateDefinition<?>> states() {
        return states.values();
    }

    /** Whether anything in the table has use for it. */
    public boolean understands(Stimulus stimulus) {
        return !(stimulus instanceof Stimulus.Arrived arrived)
                || arrived.event() instanceof CommandFailed
                || understood.contains(arrived.event().getClass());
    }

    /** Whether states of this earlier definition can be read. */
    public boolean hasUpcast(int version) {
        return upcasts.containsKey(version);
    }

    /**
     * A stored state as the present definition would have stored it.
     *
     * @param version that stored it, less than the present one
     */
    public StoredState upcast(StoredState stored, int version) {
        var present = stored;
        for (int from = version; from < this.version; from++) {
            var step = upcasts.get(from);
            if (step == null) {
                throw new IllegalStateException(workflow + " cannot read states of definition " + from);
            }
            present = step.apply(present);
        }
        return present;
    }

    /** The number that news of the business object bears; 0 when it bears none, or is no such news. */
    long edition(Object event) {
        var edition = editions == null ? null : editions.apply(event);
        return edition == null ? 0 : edition;
    }

    /** The first state, if the event starts an instance. */
    Optional<State> start(Object event) {
        var start = starts.get(event.getClass());
        return start == null ? Optional.empty() : Optional.of(start.first().apply(event));
    }

    StateDefinition<?> definition(State state) {
        var definition = states.get(state.getClass());
        if (definition == null) {
            throw new IllegalArgumentException(
                    workflow + " has no state " + state.getClass().getSimpleName());
        }
        return definition;
    }

    /** The kind of system that does what the state waits for; empty when it waits for something else. */
    public Optional<SystemKind> system(State state) {
        return command(state).map(Command::system);
    }

    /** What the state asks a system to do; empty when it waits for something else. */
    public Optional<Command> command(State state) {
        return Optional.ofNullable(definition(state).command(state));
    }

    /** What an instance in this state lacks, by name. */
    public Set<String> needs(State state) {
        return definition(state).needs(state);
    }

    /** Collects the table. */
    public static final class Builder {

        private final String workflow;
        private final int version;
        private final IntegrationContract contract;
        private final Map<Class<?>, Start> starts = new LinkedHashMap<>();
        private final Map<Class<?>, StateDefinition<?>> states = new LinkedHashMap<>();
        private final Map<Integer, UnaryOperator<StoredState>> upcasts = new HashMap<>();
        private @Nullable Function<Object, @Nullable Long> editions;

        private Builder(String workflow, int version, IntegrationContract contract) {
            this.workflow = workflow;
            this.version = version;
            this.contract = contract;
        }

        /** An event that begins an instance when there is none for its business key. */
        @SafeVarargs
        public final <E> Builder starts(
                Class<E> event, Function<E, ? extends State> first, Class<? extends State>... targets) {
            starts.put(event, new Start(event, List.of(targets), arrived -> first.apply(event.cast(arrived))));
            return this;
        }

        /**
         * What tells how the business object stands, and how it is numbered. When nobody asked for it, it changes nothing if its number is
         * lower than that of what the instance acts on.
         *
         * @param edition from 1, the higher the newer; null when it bears none
         */
        public <E> Builder news(Class<E> type, Function<E, @Nullable Long> edition) {
            if (editions != null) {
                throw new IllegalArgumentException(workflow + " has two kinds of numbered news");
            }
            editions = event -> type.isInstance(event) ? edition.apply(type.cast(event)) : null;
            return this;
        }

        /** How a state stored by definition {@code from} would have been stored by the next one. Pure. */
        public Builder upcasts(int from, UnaryOperator<StoredState> toNext) {
            upcasts.put(from, toNext);
            return this;
        }

        public <F extends State> StateDefinition<F> in(Class<F> state) {
            var definition = new StateDefinition<>(state, this);
            if (states.put(state, definition) != null) {
                throw new IllegalArgumentException(state.getSimpleName() + " is defined twice");
            }
            return definition;
        }

        Machine build() {
            return new Machine(this);
        }
    }
}
