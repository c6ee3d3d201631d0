package dev.entente.endtoend.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One rendered object. */
record Manifest(String overlay, JsonNode json) {

    String kind() {
        return json.path("kind").asText();
    }

    String group() {
        var version = json.path("apiVersion").asText();
        return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
    }

    String version() {
        var version = json.path("apiVersion").asText();
        return version.substring(version.indexOf('/') + 1);
    }

    String name() {
        return json.path("metadata").path("name").asText();
    }

    boolean is(String kind) {
        return kind().equals(kind);
    }

    boolean runsPods() {
        return is("Deployment") || is("StatefulSet") || is("Job");
    }

    /** Whether it is one of our four services, rather than something they stand on. */
    boolean isService() {
        return is("Deployment")
                && json.path("spec")
                        .path("template")
                        .path("metadata")
                        .path("labels")
                        .path("app.kubernetes.io/part-of")
                        .asText()
                        .equals("entente");
    }

    JsonNode spec() {
        return json.path("spec");
    }

    JsonNode pod() {
        return spec().path("template").path("spec");
    }

    Map<String, String> podLabels() {
        return strings(spec().path("template").path("metadata").path("labels"));
    }

    List<JsonNode> containers() {
        return list(pod().path("containers"));
    }

    JsonNode container() {
        return containers().getFirst();
    }

    List<JsonNode> volumes() {
        return list(pod().path("volumes"));
    }

    int port(String name) {
        return list(container().path("ports")).stream()
                .filter(port -> port.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(this + " has no port " + name))
                .path("containerPort")
                .asInt();
    }

    /** Whether a selector of labels, with or without expressions, fits these labels. */
    static boolean selects(JsonNode selector, Map<String, String> labels) {
        return strings(selector.path("matchLabels")).entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())))
                && list(selector.path("matchExpressions")).stream().allMatch(expression -> fits(expression, labels));
    }

    private static boolean fits(JsonNode expression, Map<String, String> labels) {
        var value = labels.get(expression.path("key").asText());
        return switch (expression.path("operator").asText()) {
            case "Exists" -> value != null;
            case "In" -> texts(expression.path("values")).anyMatch(one -> one.equals(value));
            default -> throw new AssertionError("no test understands " + expression);
        };
    }

    static Map<String, String> strings(JsonNode object) {
        var strings = new TreeMap<String, String>();
        object.properties()
                .forEach(one -> strings.put(one.getKey(), one.getValue().asText()));
        return strings;
    }

    static Stream<String> texts(JsonNode array) {
        return list(array).stream().map(JsonNode::asText);
    }

    static List<JsonNode> list(JsonNode array) {
        return new ArrayList<>(StreamSupport.stream(array.spliterator(), false).toList());
    }

    @Override
    public String toString() {
        return overlay + ": " + kind() + " " + name();
    }
}
