package dev.entente.orchestrator.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.contracts.message.ContractJson;
import dev.entente.orchestrator.engine.Operations.StateData;
import dev.entente.orchestrator.engine.Operations.UnreadableData;
import dev.entente.orchestrator.machine.State;

import java.util.Optional;

/** Reads what a person typed more strictly than what a machine wrote: nothing may be missing, nothing is ignored. */
final class Correction {

    private Correction() {}

    /** @throws UnreadableData naming the field that is wrong */
    static State read(StateCodec codec, StateData present, String json) {
        try {
            var given = ContractJson.mapper().readTree(json);
            refuse(missing(ContractJson.mapper().readTree(present.json()), given), " is missing");
            var state = codec.read(present.state(), json);
            refuse(missing(given, ContractJson.mapper().readTree(codec.json(state))), " is not known");
            return state;
        } catch (UnreadableState unreadable) {
            throw new UnreadableData(String.valueOf(unreadable.getMessage()));
        } catch (JsonProcessingException malformed) {
            throw new UnreadableData("not JSON: " + malformed.getOriginalMessage());
        }
    }

    private static void refuse(Optional<String> field, String why) {
        field.ifPresent(name -> {
            throw new UnreadableData(name + why);
        });
    }

    /** The first field, by its path, that stands in one and not in the other. */
    private static Optional<String> missing(JsonNode one, JsonNode other) {
        return one.properties().stream()
                .<String>mapMulti((field, found) -> {
                    var there = other.path(field.getKey());
                    if (there.isMissingNode()
                            || there.isNull() && !field.getValue().isNull()) {
                        found.accept(field.getKey());
                    } else {
                        missing(field.getValue(), there).ifPresent(path -> found.accept(field.getKey() + "." + path));
                    }
                })
                .findFirst();
    }
}
