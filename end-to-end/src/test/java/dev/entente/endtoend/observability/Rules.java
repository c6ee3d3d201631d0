package dev.entente.endtoend.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The recording rules and alerts. */
final class Rules {

    static final Path FOLDER = Path.of(System.getProperty("sandbox.home"), "observability/prometheus");
    static final Path FILE = FOLDER.resolve("entente.rules.yaml");

    /** @param name of the recorded series or the alert */
    record Rule(String name, String query, JsonNode json) {

        boolean isAlert() {
            return json.has("alert");
        }

        String label(String name) {
            return json.path("labels").path(name).asText();
        }
    }

    private Rules() {}

    static List<Rule> all() {
        try {
            return stream(new YAMLMapper().readTree(FILE.toFile()).path("groups"))
                    .flatMap(group -> stream(group.path("rules")))
                    .map(rule -> new Rule(
                            rule.path(rule.has("alert") ? "alert" : "record").asText(),
                            rule.path("expr").asText(),
                            rule))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<Rule> alerts() {
        return all().stream().filter(Rule::isAlert).toList();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
