package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.orchestrator.machine.Machine;
import dev.entente.orchestrator.machine.State;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** States to and from the database: their simple name and their JSON. */
final class StateCodec {

    private final Map<String, Class<? extends State>> types;

    StateCodec(Machine machine) {
        this.types = machine.states().stream()
                .collect(
                        Collectors.toUnmodifiableMap(definition -> definition.name(), definition -> definition.type()));
    }

    String name(State state) {
        return state.getClass().getSimpleName();
    }

    String json(State state) {
        return new String(ContractJson.write(state), StandardCharsets.UTF_8);
    }

    /** @throws IllegalStateException naming the state if this version cannot read it */
    State read(String name, String json) {
        var type = types.get(name);
        if (type == null) {
            throw new IllegalStateException("this version knows no state " + name);
        }
        try {
            return ContractJson.read(json.getBytes(StandardCharsets.UTF_8), type);
        } catch (UnreadableMessage unreadable) {
            throw new IllegalStateException("stored state " + name + ": " + unreadable.reason(), unreadable);
        }
    }
}
