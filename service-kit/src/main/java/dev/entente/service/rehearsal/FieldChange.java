package dev.entente.service.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * One value that a write would change.
 *
 * @param field as the vendor names it, nested ones with dots
 * @param live what stands there now; absent when nothing does
 * @param written what would stand there
 */
public record FieldChange(String field, @Nullable JsonNode live, JsonNode written) {

    /** Values are compared as text: vendors answer numbers as texts, and texts as numbers. Lists are compared whole. */
    public static List<FieldChange> between(JsonNode live, JsonNode written) {
        var changes = new ArrayList<FieldChange>();
        collect("", live, written, changes);
        return changes;
    }

    private static void collect(String field, JsonNode live, JsonNode written, List<FieldChange> changes) {
        if (written.isObject()) {
            written.properties()
                    .forEach(property -> collect(
                            field.isEmpty() ? property.getKey() : field + "." + property.getKey(),
                            live.path(property.getKey()),
                            property.getValue(),
                            changes));
        } else if (!isSame(live, written)) {
            changes.add(new FieldChange(field, live.isMissingNode() || live.isNull() ? null : live, written));
        }
    }

    private static boolean isSame(JsonNode live, JsonNode written) {
        return live.isValueNode() && written.isValueNode()
                ? live.asText("").equals(written.asText(""))
                : live.equals(written);
    }
}
