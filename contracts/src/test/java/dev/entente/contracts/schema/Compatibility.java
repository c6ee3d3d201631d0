package dev.entente.contracts.schema;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether readers of the released schema understand writers of the new one, and the other way round: both run side by
 * side during a rolling upgrade. Allowed: a new attribute that may be absent.
 */
final class Compatibility {

    private final JsonNode released;
    private final JsonNode present;
    private final List<String> breaks = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private Compatibility(JsonNode released, JsonNode present) {
        this.released = released;
        this.present = present;
    }

    /** What would break, each with its path; empty when nothing would. */
    static List<String> breaks(JsonNode released, JsonNode present) {
        var comparison = new Compatibility(released, present);
        comparison.compare("$", released, present);
        return comparison.breaks;
    }

    private void compare(String path, JsonNode before, JsonNode now) {
        var was = resolve(released, before);
        var is = resolve(present, now);
        if (before.has("$ref")
                && !seen.add(
                        before.path("$ref").asText() + "→" + now.path("$ref").asText())) {
            return;
        }
        if (!was.path("type").equals(is.path("type"))) {
            breaks.add(path + " changed its type from " + was.path("type") + " to " + is.path("type"));
            return;
        }
        for (var keyword : new String[] {"pattern", "const"}) {
            if (!was.path(keyword).equals(is.path(keyword))) {
                breaks.add(path + " changed its " + keyword);
            }
        }
        if (!values(was.path("enum")).equals(values(is.path("enum")))) {
            breaks.add(path + " changed its values from " + was.path("enum") + " to " + is.path("enum"));
        }
        properties(path, was, is);
        if (was.has("items")) {
            compare(path + "[]", was.path("items"), is.path("items"));
        }
        alternatives(path, was, is);
    }

    private void properties(String path, JsonNode was, JsonNode is) {
        was.path("properties").properties().forEach(property -> {
            var name = property.getKey();
            if (!is.path("properties").has(name)) {
                breaks.add(path + "." + name + " was removed");
            } else {
                compare(
                        path + "." + name,
                        property.getValue(),
                        is.path("properties").path(name));
            }
        });
        var required = values(is.path("required"));
        var wasRequired = values(was.path("required"));
        required.stream()
                .filter(name -> !wasRequired.contains(name))
                .forEach(name -> breaks.add(path + "." + name + " must be present now, older writers do not send it"));
        wasRequired.stream()
                .filter(name -> !required.contains(name))
                .forEach(name -> breaks.add(path + "." + name + " may be absent now, older readers need it"));
    }

    private void alternatives(String path, JsonNode was, JsonNode is) {
        for (var keyword : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (was.path(keyword).size() != is.path(keyword).size()) {
                breaks.add(path + " changed its alternatives");
                continue;
            }
            for (int at = 0; at < was.path(keyword).size(); at++) {
                compare(
                        path + "|" + at,
                        was.path(keyword).path(at),
                        is.path(keyword).path(at));
            }
        }
    }

    private static Set<String> values(JsonNode array) {
        var values = new HashSet<String>();
        array.forEach(value -> values.add(value.asText()));
        return values;
    }

    private static JsonNode resolve(JsonNode root, JsonNode node) {
        var reference = node.path("$ref").asText("");
        return reference.startsWith("#/") ? root.at(reference.substring(1)) : node;
    }
}
