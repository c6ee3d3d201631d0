package dev.entente.orchestrator.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.contracts.message.ContractJson;
import dev.entente.orchestrator.machine.Machine;
import dev.entente.orchestrator.machine.State;
import dev.entente.orchestrator.machine.StoredState;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Whether states are the same after they were stored, by the present definition or by the one before. */
public final class Storing {

    private final StateCodec codec;
    private final int before;
    private final Function<StoredState, Optional<StoredState>> asBefore;
    private final Set<State> sound = ConcurrentHashMap.newKeySet();

    /** @param asBefore as the definition before stores a state; empty when it had none of the kind */
    public Storing(Machine machine, Function<StoredState, Optional<StoredState>> asBefore) {
        this.codec = new StateCodec(machine);
        this.before = machine.version() - 1;
        this.asBefore = asBefore;
    }

    /** What is wrong with it; empty when nothing is. */
    public Optional<String> problemWith(State state) {
        if (sound.contains(state)) {
            return Optional.empty();
        }
        var name = codec.name(state);
        var json = codec.json(state);
        if (!codec.read(name, json).equals(state)) {
            return Optional.of(name + " is another one after it was stored");
        }
        var changed = asBefore.apply(new StoredState(name, tree(json)))
                .filter(stored -> !codec.read(stored.name(), stored.data().toString(), before)
                        .equals(state));
        if (changed.isEmpty()) {
            sound.add(state);
        }
        return changed.map(stored -> name + " is another one after definition " + before + " has stored it");
    }

    private static ObjectNode tree(String json) {
        try {
            return ContractJson.mapper().readValue(json, ObjectNode.class);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a state is a JSON object", impossible);
        }
    }
}
