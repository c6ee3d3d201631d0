package dev.entente.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request to a vendor.
 *
 * @param operation a short constant name for metrics and spans, for example {@code read-deal}
 * @param method an HTTP method, upper case
 * @param path relative to the connection's base URL, with its query, already encoded
 * @param writes whether the vendor may change something: then a lost answer is an unknown outcome
 * @param change how to see what a write would change; absent when it makes something new, or moves something on
 */
@SuppressWarnings("ArrayRecordComponent") // a body in transit, never compared
public record VendorRequest(
        String operation,
        String method,
        String path,
        Map<String, String> headers,
        byte @Nullable [] body,
        boolean writes,
        @Nullable RecordChange change) {

    public static VendorRequest get(String operation, String path) {
        return new VendorRequest(operation, "GET", path, Map.of(), null, false, null);
    }

    /** A POST that only asks, for example a search. */
    public static VendorRequest query(String operation, String path, JsonNode body) {
        return json(operation, "POST", path, body, false);
    }

    public static VendorRequest write(String operation, String method, String path, JsonNode body) {
        return json(operation, method, path, body, true);
    }

    public static VendorRequest form(String operation, String path, String form) {
        return new VendorRequest(
                operation,
                "POST",
                path,
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                form.getBytes(StandardCharsets.UTF_8),
                false,
                null);
    }

    public VendorRequest with(String header, String value) {
        var extended = new LinkedHashMap<>(headers);
        extended.put(header, value);
        return new VendorRequest(operation, method, path, extended, body, writes, change);
    }

    /** The body; a missing node when there is none, or it is something else. */
    JsonNode json() {
        return new VendorResponse(0, MultiMap.caseInsensitiveMultiMap(), body == null ? new byte[0] : body).jsonIfAny();
    }

    /** A write that changes a record which can be looked at first. */
    public VendorRequest changing(RecordChange record) {
        return new VendorRequest(operation, method, path, headers, body, writes, record);
    }

    private static VendorRequest json(String operation, String method, String path, JsonNode body, boolean writes) {
        return new VendorRequest(
                operation,
                method,
                path,
                Map.of("Content-Type", "application/json"),
                body.toString().getBytes(StandardCharsets.UTF_8),
                writes,
                null);
    }
}
