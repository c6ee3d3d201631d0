package dev.entente.sandbox.vendor;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a simulated vendor answers. */
public record Answer(int status, Map<String, String> headers, String contentType, String body) {

    public static Answer json(int status, JsonNode body) {
        return new Answer(status, Map.of(), "application/json;charset=utf-8", body.toString());
    }

    public static Answer empty(int status) {
        return new Answer(status, Map.of(), "application/json", "");
    }

    public static Answer html(String page) {
        return new Answer(200, Map.of(), "text/html;charset=utf-8", page);
    }

    public Answer with(String name, String value) {
        var extended = new LinkedHashMap<>(headers);
        extended.put(name, value);
        return new Answer(status, extended, contentType, body);
    }
}
