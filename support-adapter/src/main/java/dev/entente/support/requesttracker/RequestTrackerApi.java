package dev.entente.support.requesttracker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.http.RecordChange;
import dev.entente.adapter.http.VendorClient;
import dev.entente.adapter.http.VendorClock;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorRequest;
import dev.entente.contracts.failure.Failure;
import io.smallrye.mutiny.Uni;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The calls to REST 2.0 that we make. */
final class RequestTrackerApi {

    private static final String BASE = "/REST/2.0/";

    private final VendorClient client;

    RequestTrackerApi(VendorClient client) {
        this.client = client;
    }

    VendorClock clock() {
        return client.clock();
    }

    /** A record and the mark of its state; the mark is the number of the last transaction. */
    record Versioned(JsonNode record, String etag) {

        String id() {
            return record.path("id").asText();
        }

        /** The values of a custom field; usually one, none when it is empty. */
        List<String> field(String name) {
            var values = new ArrayList<String>();
            for (var field : record.path("CustomFields")) {
                if (field.path("name").asText().equals(name)) {
                    field.path("values").forEach(value -> {
                        if (!value.isNull() && !value.asText().isEmpty()) {
                            values.add(value.asText());
                        }
                    });
                }
            }
            return values;
        }
    }

    Uni<Versioned> read(String type, String id) {
        if (!id.matches("\\d{1,18}")) {
            return Uni.createFrom()
                    .failure(VendorFailure.refused(
                            new Failure.Invalid("'" + id + "' does not identify a record of the support tool")));
        }
        return client.call(VendorRequest.get("read-" + type, BASE + type + "/" + id))
                .map(response -> new Versioned(
                        response.json(), response.header("ETag").orElse("").replace("\"", "")));
    }

    /** @return the new record's id */
    Uni<String> create(String type, JsonNode values) {
        return client.call(VendorRequest.write("create-" + type, "POST", BASE + type, values))
                .map(response -> response.json().path("id").asText());
    }

    /** Changes a record as it was read; what came of it the record itself says. */
    Uni<Void> update(String type, Versioned read, JsonNode values) {
        var path = BASE + type + "/" + read.id();
        var request = VendorRequest.write("update-" + type, "PUT", path, values)
                .changing(new RecordChange(
                        values, VendorRequest.get("read-" + type, path), RequestTrackerApi::asWritten, null));
        return client.call(read.etag().isEmpty() ? request : request.with("If-Match", "\"" + read.etag() + "\""))
                .replaceWithVoid();
    }

    /** As it is read, a record has lists of objects where it is written with names and values. */
    private static JsonNode asWritten(JsonNode record) {
        var written = ((ObjectNode) record).deepCopy();
        var fields = written.putObject("CustomFields");
        record.path("CustomFields")
                .forEach(field -> fields.set(
                        field.path("name").asText(), field.path("values").path(0)));
        var contacts = written.putArray("Contact");
        record.path("Contact").forEach(contact -> contacts.add(contact.path("id")));
        return written;
    }

    Uni<Void> comment(String ticket, ObjectNode comment) {
        return client.call(
                        VendorRequest.write("comment-ticket", "POST", BASE + "ticket/" + ticket + "/comment", comment))
                .replaceWithVoid();
    }

    /**
     * The first rows of a search, by ascending id. The server reads only as much of a query as it understands, so what it
     * answers has to be looked at again.
     *
     * @param type plural: {@code tickets}, {@code assets}, {@code transactions}
     */
    Uni<List<JsonNode>> search(String type, String query, String fields, int limit) {
        return search(type, query, fields, limit, "ASC");
    }

    /** The newest row. */
    Uni<List<JsonNode>> newest(String type, String query) {
        return search(type, query, "Created", 1, "DESC");
    }

    private Uni<List<JsonNode>> search(String type, String query, String fields, int limit, String order) {
        var path = BASE + type + "?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8) + "&orderby=id&order="
                + order + "&per_page=" + limit + "&fields=" + fields;
        return client.call(VendorRequest.get("search-" + type, path)).map(response -> rows(response.json()));
    }

    /**
     * Rows that have this value in this field, by the other kind of search, which takes values as they are.
     *
     * @param search path and query, for example {@code users?fields=Name}
     */
    Uni<List<JsonNode>> having(String operation, String search, String field, String value) {
        var conditions = JsonNodeFactory.instance.arrayNode();
        conditions.addObject().put("field", field).put("value", value);
        return client.call(VendorRequest.query(operation, BASE + search, conditions))
                .map(response -> rows(response.json()));
    }

    private static List<JsonNode> rows(JsonNode answer) {
        var rows = new ArrayList<JsonNode>();
        answer.path("items").forEach(rows::add);
        return rows;
    }

    /**
     * The only one of records that are kept under one key of ours. Nothing there makes it unique: who was at it for longer than
     * others were kept away has made a second one.
     *
     * @param what for example {@code ticket of this key}
     * @throws VendorFailure when there are several
     */
    static Optional<String> theOne(String what, List<String> ids) {
        if (ids.size() > 1) {
            throw VendorFailure.refused(new Failure.Invalid("the support tool has more than one " + what + ": "
                    + String.join(", ", ids) + "; somebody must look at them"));
        }
        return ids.stream().findFirst();
    }

    /** A value in a query: backslashes and quotes are escaped by a backslash. */
    static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
