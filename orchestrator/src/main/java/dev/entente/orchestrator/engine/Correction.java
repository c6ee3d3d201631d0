package dev.entente.orchestrator.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    /**
     * @param patch a JSON Merge Patch (RFC 7396): what is an object is merged, all else takes its place; what is null would go, and is
     *     refused where something is known
     * @throws UnreadableData naming the field that is wrong
     */
    static State patched(StateCodec codec, StateData present, ObjectNode patch) {
        try {
            var merged = merged(ContractJson.mapper().readTree(present.json()), patch);
            return read(codec, present, merged.toString());
        } catch (JsonProcessingException unreadable) {
            throw new UnreadableData("not JSON: " + unreadable.getOriginalMessage());
        }
    }

    private static JsonNode merged(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        var merged = target.isObject() ? ((ObjectNode) target).deepCopy() : JsonNodeFactory.instance.objectNode();
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                merged.remove(field.getKey());
            } else {
                merged.set(field.getKey(), merged(merged.path(field.getKey()), field.getValue()));
            }
        });
        return merged;
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
