package dev.entente.endtoend.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** What can be said of the collector's configuration without a Collector. */
class CollectorTest {

    private static final JsonNode COLLECTOR = read();

    private static JsonNode read() {
        try {
            return new YAMLMapper()
                    .readTree(Path.of(System.getProperty("sandbox.home"), "observability/collector/collector.yaml")
                            .toFile());
        } catch (IOException unreadable) {
            throw new ExceptionInInitializerError(unreadable);
        }
    }

    @Test
    void everyPipelineIsMadeOfWhatIsConfiguredAndNothingIsConfiguredForNothing() {
        for (var part : List.of("receivers", "processors", "exporters")) {
            var used = new TreeSet<String>();
            COLLECTOR.path("service").path("pipelines").forEach(pipeline -> used.addAll(texts(pipeline.path(part))));

            assertThat(used).as(part).isNotEmpty().isEqualTo(names(COLLECTOR.path(part)));
        }
    }

    /** Memory is bounded before anything is kept; what is left out is left out before it is looked through, and sent last. */
    @Test
    void processorsComeInTheOrderThatTheyNeed() {
        assertThat(texts(COLLECTOR
                        .path("service")
                        .path("pipelines")
                        .path("traces")
                        .path("processors")))
                .containsExactly("memory_limiter", "tail_sampling", "redaction", "batch");
    }

    @Test
    void failuresAreAlwaysKept() {
        assertThat(policies().filter(policy -> policy.path("type").asText().equals("status_code")))
                .singleElement()
                .satisfies(policy -> assertThat(texts(policy.path("status_code").path("status_codes")))
                        .containsExactly("ERROR"));
    }

    /** A policy is asked for its settings by the name of its type; with others it would keep nothing. */
    @Test
    void everyPolicyHasTheSettingsOfItsType() {
        assertThat(policies())
                .isNotEmpty()
                .allSatisfy(policy -> assertThat(names(policy))
                        .isEqualTo(new TreeSet<>(
                                Set.of("name", "type", policy.path("type").asText()))));
    }

    private static Stream<JsonNode> policies() {
        return stream(COLLECTOR.path("processors").path("tail_sampling").path("policies"));
    }

    @Test
    void addressesAndCredentialsAreMasked() {
        var redaction = COLLECTOR.path("processors").path("redaction");

        assertThat(texts(redaction.path("blocked_values")).stream()
                        .map(Pattern::compile)
                        .toList())
                .anySatisfy(
                        pattern -> assertThat("write to ada@example.com now").containsPattern(pattern))
                .anySatisfy(pattern -> assertThat("Bearer abc.def-123").containsPattern(pattern))
                .noneSatisfy(pattern -> assertThat("opportunity/emea/1001").containsPattern(pattern));
        assertThat(texts(redaction.path("blocked_key_patterns")).stream()
                        .map(Pattern::compile)
                        .toList())
                .anySatisfy(pattern ->
                        assertThat("http.request.header.authorization").matches(pattern))
                .noneSatisfy(pattern -> assertThat("correlation.id").matches(pattern));
    }

    private static List<String> texts(JsonNode list) {
        return stream(list).map(JsonNode::asText).toList();
    }

    private static TreeSet<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
