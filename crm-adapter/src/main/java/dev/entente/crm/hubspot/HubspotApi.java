package dev.entente.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.http.RecordChange;
import dev.entente.adapter.http.VendorClient;
import dev.entente.adapter.http.VendorClock;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorRequest;
import dev.entente.contracts.failure.Failure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls to HubSpot's CRM API v3 that we make. */
final class HubspotApi {

    private static final int BATCH = 100;
    private static final String ID = "hs_object_id";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final VendorClient client;

    HubspotApi(VendorClient client) {
        this.client = client;
    }

    VendorClock clock() {
        return client.clock();
    }

    Uni<HubspotRecord> read(String objectType, String id, List<String> properties, List<String> associations) {
        if (!isId(id)) {
            return unusable(id);
        }
        var path = "/crm/v3/objects/" + objectType + "/" + id + "?properties=" + String.join(",", properties)
                + (associations.isEmpty() ? "" : "&associations=" + String.join(",", associations));
        return client.call(VendorRequest.get("read-" + objectType, path))
                .map(response -> new HubspotRecord(response.json()));
    }

    /** Reads many, in requests of at most 100; what HubSpot does not find is missing from the answer. */
    Uni<List<HubspotRecord>> readAll(String objectType, List<String> ids, List<String> properties) {
        return Multi.createFrom()
                .items(chunks(ids).stream())
                .onItem()
                .transformToUniAndConcatenate(chunk -> readChunk(objectType, chunk, properties))
                .collect()
                .asList()
                .map(chunks -> chunks.stream().flatMap(List::stream).toList());
    }

    /**
     * One page of a search.
     *
     * @param more whether there are records behind it
     */
    record Page(List<HubspotRecord> records, boolean more) {}

    /**
     * What is looked for: records of a type, two of whose times are late enough.
     *
     * @param changed property with the time of the last change, at or after {@code since}
     * @param other property with another time, at or after {@code otherSince}
     */
    record Search(String objectType, String changed, Instant since, String other, Instant otherSince) {}

    /**
     * In the order of ids. Pages begin after an id and not at a number, because HubSpot numbers no more than 10,000 results.
     *
     * @param most at most 200
     */
    Uni<Page> search(Search search, Optional<String> afterId, int most) {
        var body = JSON.objectNode().put("limit", most).put("after", "0");
        body.putArray("sorts").add(ID);
        body.putArray("properties").add(search.changed());
        var filters = body.putArray("filterGroups").addObject().putArray("filters");
        filter(filters, search.changed(), "GTE", Long.toString(search.since().toEpochMilli()));
        filter(filters, search.other(), "GTE", Long.toString(search.otherSince().toEpochMilli()));
        afterId.ifPresent(id -> filter(filters, ID, "GT", id));
        return client.call(VendorRequest.query(
                        "search-" + search.objectType(), "/crm/v3/objects/" + search.objectType() + "/search", body))
                .map(response -> new Page(
                        records(response.json()), response.json().path("paging").has("next")));
    }

    private static void filter(ArrayNode filters, String property, String operator, String value) {
        filters.addObject()
                .put("propertyName", property)
                .put("operator", operator)
                .put("value", value);
    }

    Uni<Void> update(String objectType, String id, Map<String, String> properties) {
        if (!isId(id)) {
            return unusable(id);
        }
        var body = JSON.objectNode();
        var values = body.putObject("properties");
        properties.forEach(values::put);
        var path = "/crm/v3/objects/" + objectType + "/" + id;
        var look =
                VendorRequest.get("read-" + objectType, path + "?properties=" + String.join(",", properties.keySet()));
        return client.call(VendorRequest.write("update-" + objectType, "PATCH", path, body)
                        .changing(RecordChange.unanswered(values, look, answer -> answer.path("properties"))))
                .replaceWithVoid();
    }

    /** Digits only; anything else would be another path. */
    private static boolean isId(String id) {
        return id.matches("\\d{1,20}");
    }

    private static <T> Uni<T> unusable(String id) {
        return Uni.createFrom()
                .failure(VendorFailure.refused(
                        new Failure.Invalid("'" + id + "' does not identify a record of the CRM")));
    }

    private Uni<List<HubspotRecord>> readChunk(String objectType, List<String> ids, List<String> properties) {
        var body = JSON.objectNode();
        properties.forEach(body.putArray("properties")::add);
        body.putArray("propertiesWithHistory");
        var inputs = body.putArray("inputs");
        ids.forEach(id -> inputs.addObject().put("id", id));
        return client.call(VendorRequest.query(
                        "read-" + objectType, "/crm/v3/objects/" + objectType + "/batch/read", body))
                .map(response -> records(response.json()));
    }

    private static List<HubspotRecord> records(JsonNode answer) {
        var records = new ArrayList<HubspotRecord>();
        answer.path("results").forEach(result -> records.add(new HubspotRecord(result)));
        return records;
    }

    private static List<List<String>> chunks(List<String> ids) {
        var chunks = new ArrayList<List<String>>();
        for (int from = 0; from < ids.size(); from += BATCH) {
            chunks.add(ids.subList(from, Math.min(ids.size(), from + BATCH)));
        }
        return chunks;
    }
}
