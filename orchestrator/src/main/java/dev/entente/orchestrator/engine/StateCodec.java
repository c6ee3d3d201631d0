package dev.entente.orchestrator.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.orchestrator.machine.Machine;
import dev.entente.orchestrator.machine.State;
import dev.entente.orchestrator.machine.StoredState;
import io.quarkus.runtime.annotations.RegisterForReflection;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * States to and from the database: their simple name and their JSON. What an earlier definition stored is brought up to
 * the present one as it is read, and stored so with the instance's next change.
 */
@RegisterForReflection(targets = State.class, registerFullHierarchy = true)
final class StateCodec {

    private final Machine machine;
    private final Map<String, Class<? extends State>> types;

    StateCodec(Machine machine) {
        this.machine = machine;
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

    /**
     * @param version of the definition that stored it
     * @throws UnreadableState naming the state if this version cannot read it
     */
    State read(String name, String json, int version) {
        if (version == machine.version()) {
            return read(name, json);
        }
        if (version > machine.version()) {
            throw new UnreadableState.OfNewerVersion(machine.workflow() + " was stored by definition " + version
                    + ", this version knows definitions up to " + machine.version());
        }
        try {
            var stored = new StoredState(name, ContractJson.mapper().readValue(json, ObjectNode.class));
            if (!machine.hasUpcast(version)) {
                throw new UnreadableState(machine.workflow() + " cannot read states of definition " + version);
            }
            var present = machine.upcast(stored, version);
            return read(present.name(), present.data().toString());
        } catch (JsonProcessingException unreadable) {
            throw new UnreadableState("stored state " + name + " is not JSON", unreadable);
        }
    }

    /** @throws UnreadableState if it is not JSON of that state in its present definition */
    State read(String name, String json) {
        var type = types.get(name);
        if (type == null) {
            throw new UnreadableState("this version knows no state " + name);
        }
        try {
            return ContractJson.read(json.getBytes(StandardCharsets.UTF_8), type);
        } catch (UnreadableMessage unreadable) {
            throw new UnreadableState("stored state " + name + ": " + unreadable.reason(), unreadable);
        }
    }
}
