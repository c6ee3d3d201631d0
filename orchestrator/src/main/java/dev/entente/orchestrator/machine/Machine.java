package dev.entente.orchestrator.machine;

import dev.entente.contracts.integration.IntegrationContract;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

    /** How an instance begins. */
    public record Start(Class<?> event, List<Class<? extends State>> targets, Function<Object, State> first) {}

    private Machine(Builder builder) {
        this.workflow = builder.workflow;
        this.version = builder.version;
        this.contract = builder.contract;
        this.starts = new LinkedHashMap<>(builder.starts);
        this.states = new LinkedHashMap<>(builder.states);
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

    /** What an instance in this state lacks, by name. */
    public java.util.Set<String> needs(State state) {
        return definition(state).needs(state);
    }

    /** Collects the table. */
    public static final class Builder {

        private final String workflow;
        private final int version;
        private final IntegrationContract contract;
        private final Map<Class<?>, Start> starts = new LinkedHashMap<>();
        private final Map<Class<?>, StateDefinition<?>> states = new LinkedHashMap<>();

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
