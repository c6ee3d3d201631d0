package dev.entente.erp.tryton;

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
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * JSON-RPC as Tryton 6.0 speaks it: one address for all calls, the context always the last parameter, {@code id} in every
 * request because without it errors come as HTML.
 */
final class TrytonRpc {

    /** Of messages: {@link TrytonErrors} knows them in English. */
    static final String LANGUAGE = "en";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> CONTEXT = List.of("company", "company_filter");

    private final VendorClient client;
    private volatile @Nullable ObjectNode context;

    TrytonRpc(VendorClient client) {
        this.client = client;
    }

    VendorClock clock() {
        return client.clock();
    }

    /** Calls a method that changes nothing. */
    Uni<JsonNode> ask(String method, @Nullable Object... parameters) {
        return context().chain(shared -> call(method, Arrays.asList(parameters), shared, false));
    }

    /** Calls a method that changes something. */
    Uni<JsonNode> tell(String method, @Nullable Object... parameters) {
        return tellIn(Map.of(), method, parameters);
    }

    /** As {@link #tell}, with more in the context than the user's preferences. */
    Uni<JsonNode> tellIn(Map<String, ?> further, String method, @Nullable Object... parameters) {
        return context().chain(shared -> {
            var extended = shared.deepCopy();
            further.forEach((name, value) -> extended.set(name, TrytonValues.of(value)));
            return call(method, Arrays.asList(parameters), extended, true);
        });
    }

    /**
     * Reads records that fit a domain.
     *
     * @param order for example {@code id ASC}
     * @param limit rows at the most, 1 to 1000
     */
    Uni<List<JsonNode>> search(String model, List<?> domain, String order, int limit, String... fields) {
        var by = List.of(List.of(order.split(" ")));
        return ask("model." + model + ".search_read", domain, 0, limit, by, List.of(fields))
                .map(TrytonRpc::rows);
    }

    /** Reads records by their ids; none for none. */
    Uni<List<JsonNode>> read(String model, List<Long> ids, String... fields) {
        return ids.isEmpty()
                ? Uni.createFrom().item(List.of())
                : ask("model." + model + ".read", ids, List.of(fields)).map(TrytonRpc::rows);
    }

    private static List<JsonNode> rows(JsonNode result) {
        var rows = new ArrayList<JsonNode>();
        result.forEach(rows::add);
        return rows;
    }

    /** The company that the user works for. */
    Uni<Long> company() {
        return context().map(shared -> shared.path("company").asLong());
    }

    /** The company of the user, asked for once: without it Tryton finds nothing that belongs to one. */
    private Uni<ObjectNode> context() {
        var known = context;
        if (known != null) {
            return Uni.createFrom().item(known);
        }
        return call("model.res.user.get_preferences", List.of(true), JSON.objectNode(), false)
                .map(preferences -> {
                    if (!preferences.hasNonNull("company")) {
                        throw VendorFailure.refused(
                                new Failure.Denied("the ERP's user has no company that it works for"));
                    }
                    var fresh = JSON.objectNode().put("language", LANGUAGE);
                    CONTEXT.stream()
                            .filter(preferences::hasNonNull)
                            .forEach(name -> fresh.set(name, preferences.get(name)));
                    context = fresh;
                    return fresh;
                });
    }

    private Uni<JsonNode> call(String method, List<?> parameters, ObjectNode contextOfCall, boolean writes) {
        var body = body(method, parameters, contextOfCall);
        var request = writes ? write(method, body, contextOfCall) : VendorRequest.query(method, "/", body);
        return client.call(request).map(response -> response.json().path("result"));
    }

    private static ObjectNode body(String method, List<?> parameters, ObjectNode contextOfCall) {
        var body = JSON.objectNode().put("id", 0).put("method", method);
        var list = body.putArray("params");
        parameters.forEach(parameter -> list.add(TrytonValues.of(parameter)));
        list.add(contextOfCall);
        return body;
    }

    /** What {@code write} changes can be read under the same names, except what is nested. */
    private static VendorRequest write(String method, ObjectNode body, ObjectNode contextOfCall) {
        var request = VendorRequest.write(method, "POST", "/", body);
        if (!method.endsWith(".write")) {
            return request;
        }
        var values = body.path("params").path(1);
        var names = JSON.arrayNode();
        values.fieldNames().forEachRemaining(names::add);
        var read = method.substring(0, method.length() - "write".length()) + "read";
        var look = VendorRequest.query(
                read, "/", body(read, List.of(body.path("params").path(0), names), contextOfCall));
        return request.changing(
                new RecordChange(values, look, answer -> answer.path("result").path(0), null));
    }
}
