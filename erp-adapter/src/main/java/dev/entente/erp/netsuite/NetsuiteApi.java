package dev.entente.erp.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.http.RecordChange;
import dev.entente.adapter.http.VendorClient;
import dev.entente.adapter.http.VendorClock;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorRequest;
import dev.entente.contracts.failure.Failure;
import io.smallrye.mutiny.Uni;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The calls to NetSuite's REST web services that we make. */
final class NetsuiteApi {

    private static final String RECORD = "/services/rest/record/v1/";
    private static final String QUERY = "/services/rest/query/v1/suiteql";
    private static final int PAGE = 1000;

    private final VendorClient client;

    NetsuiteApi(VendorClient client) {
        this.client = client;
    }

    VendorClock clock() {
        return client.clock();
    }

    /**
     * Creates or updates by external id; the one write that NetSuite itself makes idempotent, but for entries of a sub-list that
     * is not replaced: those are added each time.
     */
    Uni<Void> upsert(String record, String externalId, String query, JsonNode body) {
        return upsert(record, externalId, query, body, body);
    }

    /** @param after what stands there afterwards, for whoever rehearses it */
    Uni<Void> upsert(String record, String externalId, String query, JsonNode body, JsonNode after) {
        return client.call(VendorRequest.write(
                                "upsert-" + record, "PUT", RECORD + record + "/eid:" + externalId + query, body)
                        .changing(change(record, "eid:" + externalId, after)))
                .replaceWithVoid();
    }

    Uni<Void> update(String record, String id, JsonNode body) {
        return client.call(VendorRequest.write("update-" + record, "PATCH", RECORD + record + "/" + id, body)
                        .changing(change(record, id, body)))
                .replaceWithVoid();
    }

    private static RecordChange change(String record, String id, JsonNode body) {
        return RecordChange.unanswered(body, reading(record, id), UnaryOperator.identity());
    }

    private static VendorRequest reading(String record, String id) {
        return VendorRequest.get("read-" + record, RECORD + record + "/" + id + "?expandSubResources=true");
    }

    /** @param id an internal id, or {@code eid:} and an external one */
    Uni<JsonNode> read(String record, String id) {
        if (!id.matches("\\d{1,20}|eid:[A-Za-z0-9_-]{1,255}")) {
            return Uni.createFrom()
                    .failure(VendorFailure.refused(
                            new Failure.Invalid("'" + id + "' does not identify a record of the ERP")));
        }
        return client.call(reading(record, id)).map(response -> response.json());
    }

    /** As {@link #read}, empty when NetSuite knows no such record. */
    Uni<Optional<JsonNode>> find(String record, String id) {
        return read(record, id)
                .map(Optional::of)
                .onFailure(VendorFailure::isNoSuchRecord)
                .recoverWithItem(Optional.empty());
    }

    /** All rows of a query, page by page; the query needs an unambiguous ORDER BY. */
    Uni<List<JsonNode>> query(String operation, String suiteQl) {
        return page(operation, suiteQl, 0, new ArrayList<>());
    }

    private Uni<List<JsonNode>> page(String operation, String suiteQl, int offset, List<JsonNode> rows) {
        return ask(operation, suiteQl, PAGE, offset).chain(page -> {
            rows.addAll(page.rows());
            return page.more()
                    ? page(operation, suiteQl, offset + PAGE, rows)
                    : Uni.createFrom().item(rows);
        });
    }

    /** Some rows of a query, and whether there are more. */
    record Page(List<JsonNode> rows, boolean more) {}

    /** The first rows of a query. */
    Uni<Page> first(String operation, String suiteQl, int limit) {
        return ask(operation, suiteQl, limit, 0);
    }

    private Uni<Page> ask(String operation, String suiteQl, int limit, int offset) {
        var body = JsonNodeFactory.instance.objectNode().put("q", suiteQl);
        var request = VendorRequest.query(operation, QUERY + "?limit=" + limit + "&offset=" + offset, body)
                .with("Prefer", "transient");
        return client.call(request).map(response -> {
            var rows = new ArrayList<JsonNode>();
            response.json().path("items").forEach(rows::add);
            return new Page(rows, response.json().path("hasMore").asBoolean() && !rows.isEmpty());
        });
    }

    /** {@code 'a', 'b'}: a list of SuiteQL literals, quotes doubled. */
    static String literals(Collection<String> values) {
        return values.stream()
                .map(value -> "'" + value.replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
    }
}
