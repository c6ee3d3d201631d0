package dev.entente.orchestrator.machine;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/** What must hold for every table. A violation stops the service at start, with the state's name. */
final class MachineCheck {

    private MachineCheck() {}

    static void check(Machine machine) {
        var defined = new HashSet<Class<?>>();
        machine.states().forEach(state -> defined.add(state.type()));
        var reached = reached(machine);
        for (var target : reached) {
            require(defined.contains(target), target.getSimpleName() + " is a target but not defined");
        }
        for (int version = 1; version < machine.version(); version++) {
            require(machine.hasUpcast(version), "states of definition " + version + " cannot be read");
        }
        for (var state : machine.states()) {
            require(reached.contains(state.type()), state.name() + " can never be reached");
            require(
                    state.asksAnewOn().isEmpty() || state.sendsCommand(),
                    state.name() + " has nothing that it could ask anew");
            if (state.end().isEmpty()) {
                require(!state.transitions().isEmpty(), state.name() + " has no way on");
                var step = state.step()
                        .orElseThrow(() -> violation(state.name() + " names no step: no owner, no deadline"));
                machine.contract().step(step);
            }
        }
    }

    private static Set<Class<?>> reached(Machine machine) {
        var reached = new HashSet<Class<?>>();
        var open = new ArrayDeque<Class<? extends State>>();
        machine.starts().forEach(start -> open.addAll(start.targets()));
        while (!open.isEmpty()) {
            var type = open.remove();
            if (reached.add(type)) {
                machine.states().stream()
                        .filter(state -> state.type().equals(type))
                        .flatMap(StateDefinition::ways)
                        .forEach(row -> open.addAll(row.targets()));
            }
        }
        return reached;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw violation(message);
        }
    }

    private static IllegalStateException violation(String message) {
        return new IllegalStateException("the table is not sound: " + message);
    }
}
