package dev.entente.orchestrator.engine;

import dev.entente.orchestrator.machine.Interpreter;
import dev.entente.orchestrator.machine.Machine;

/** A workflow that this service runs, with what is made of its machine once. */
record Hosted(Workflow workflow, Interpreter interpreter, StateCodec codec) {

    static Hosted of(Workflow workflow) {
        var machine = workflow.machine();
        return new Hosted(workflow, new Interpreter(machine), new StateCodec(machine));
    }

    Machine machine() {
        return workflow.machine();
    }

    /** @throws UnknownSignal if there is none of this name */
    Signal signal(String name) {
        return workflow.signals().stream()
                .filter(signal -> signal.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownSignal(
                        name(),
                        name,
                        workflow.signals().stream().map(Signal::name).toList()));
    }

    String name() {
        return machine().workflow();
    }
}
