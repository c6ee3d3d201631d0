package dev.entente.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;

/** One CRM object as HubSpot answers it: all property values are strings, absent ones null or missing. */
record HubspotRecord(JsonNode json) {

    String id() {
        return json.path("id").asText();
    }

    /**
     * The moment of the last change of the object itself, not of what is associated with it, in milliseconds since 1970 by HubSpot's
     * clock; null when HubSpot does not say. HubSpot: {@code updatedAt}, beside the properties of every CRM object that is read.
     */
    @Nullable
    Long edition() {
        var moment = moment(json.path("updatedAt").asText());
        return moment == null ? null : moment.toEpochMilli();
    }

    /** What a stamp of HubSpot's says; null when it says nothing or is not understood. */
    static @Nullable Instant moment(String stamp) {
        try {
            return Instant.parse(stamp);
        } catch (DateTimeException otherForm) {
            return null;
        }
    }

    /** The value without surrounding blanks; null when absent, null or blank. */
    @Nullable
    String property(String name) {
        var value = json.path("properties").path(name).asText("").strip();
        return value.isEmpty() || value.equals("null") ? null : value;
    }

    String property(String name, String otherwise) {
        var value = property(name);
        return value == null ? otherwise : value;
    }

    /**
     * Identifiers of the associated objects, each once; HubSpot lists an object once for every kind of association.
     *
     * @param type as in the answer, for example {@code line items} or {@code line_items}
     */
    List<String> associated(String... type) {
        return associated(result -> true, type);
    }

    /**
     * Identifiers of the objects that are associated in one of several ways.
     *
     * @param kind of association, for example {@code deal_to_company}
     * @param type as in the answer
     */
    List<String> associatedAs(String kind, String... type) {
        return associated(result -> result.path("type").asText().equals(kind), type);
    }

    private List<String> associated(Predicate<JsonNode> which, String... type) {
        var ids = new LinkedHashSet<String>();
        for (var name : type) {
            for (var result : json.path("associations").path(name).path("results")) {
                if (which.test(result)) {
                    ids.add(result.path("id").asText());
                }
            }
        }
        return List.copyOf(ids);
    }

    boolean hasMoreAssociated(String... type) {
        for (var name : type) {
            if (json.path("associations").path(name).path("paging").has("next")) {
                return true;
            }
        }
        return false;
    }
}
