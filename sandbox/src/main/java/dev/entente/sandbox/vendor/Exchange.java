package dev.entente.sandbox.vendor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One request to a simulated vendor, read whole.
 *
 * @param requested path and query as they were sent
 * @param headers by lower-case name, the first of each
 * @param groups what the route's pattern captured
 */
public record Exchange(
        String method,
        String path,
        Map<String, String> query,
        URI requested,
        Map<String, String> headers,
        String body,
        List<String> groups) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Map<String, String> parseQuery(@Nullable String raw) {
        var query = new LinkedHashMap<String, String>();
        if (raw != null) {
            for (var pair : raw.split("&")) {
                var at = pair.indexOf('=');
                query.put(decode(at < 0 ? pair : pair.substring(0, at)), at < 0 ? "" : decode(pair.substring(at + 1)));
            }
        }
        return query;
    }

    Exchange matched(List<String> captured) {
        return new Exchange(method, path, query, requested, headers, body, captured);
    }

    /** What the n-th parenthesis of the route captured, from 0. */
    public String group(int index) {
        return decode(groups.get(index));
    }

    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    public String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    /** The form fields of a url-encoded body. */
    public Map<String, String> form() {
        return parseQuery(body);
    }

    /** @throws BadRequest if the body is not JSON */
    public JsonNode json() throws BadRequest {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw new BadRequest("Invalid input JSON");
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The request cannot be understood; each vendor says so in its own form. */
    public static final class BadRequest extends Exception {

        private static final long serialVersionUID = 1L;

        public BadRequest(String message) {
            super(message, null, false, false);
        }
    }
}
