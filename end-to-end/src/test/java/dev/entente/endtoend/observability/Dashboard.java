package dev.entente.endtoend.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** A dashboard as Grafana reads it. */
record Dashboard(String file, JsonNode json) {

    private static final Path FOLDER = Path.of(System.getProperty("sandbox.home"), "observability/dashboards");

    /** Something that is drawn. Rows are left out. */
    record Panel(String dashboard, JsonNode json) {

        String title() {
            return json.path("title").asText();
        }

        List<String> queries() {
            return texts(json.path("targets"), "expr");
        }

        int left() {
            return json.path("gridPos").path("x").asInt();
        }

        int top() {
            return json.path("gridPos").path("y").asInt();
        }

        int right() {
            return left() + json.path("gridPos").path("w").asInt();
        }

        int bottom() {
            return top() + json.path("gridPos").path("h").asInt();
        }

        boolean overlaps(Panel other) {
            return left() < other.right() && other.left() < right() && top() < other.bottom() && other.top() < bottom();
        }

        @Override
        public String toString() {
            return dashboard + ": " + title();
        }
    }

    /** A choice at the head of the dashboard, and the query that says what there is to choose. */
    record Variable(String name, String metric, String label) {}

    static List<Dashboard> all() {
        try (var files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Dashboard::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Dashboard read(Path file) {
        try {
            return new Dashboard(file.getFileName().toString(), new ObjectMapper().readTree(file.toFile()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file.toString(), unreadable);
        }
    }

    List<Panel> everything() {
        return StreamSupport.stream(json.path("panels").spliterator(), false)
                .map(panel -> new Panel(file, panel))
                .toList();
    }

    List<Panel> panels() {
        return everything().stream()
                .filter(panel -> !panel.json().path("type").asText().equals("row"))
                .toList();
    }

    List<Variable> variables() {
        return StreamSupport.stream(json.path("templating").path("list").spliterator(), false)
                .filter(variable -> variable.path("type").asText().equals("query"))
                .map(Dashboard::variable)
                .toList();
    }

    private static Variable variable(JsonNode json) {
        var query = json.path("query").path("query").asText();
        var arguments =
                query.substring(query.indexOf('(') + 1, query.indexOf(')')).split(",");
        return new Variable(json.path("name").asText(), arguments[0].strip(), arguments[1].strip());
    }

    private static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(one -> one.path(field).asText())
                .toList();
    }
}
