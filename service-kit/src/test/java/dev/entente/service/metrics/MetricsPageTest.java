package dev.entente.service.metrics;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** The page about metrics says what the code has. {@code ./entente docs} writes it. */
class MetricsPageTest {

    private static final Path PAGE = Path.of(System.getProperty("sandbox.home", ".."), "docs/operations/metrics.md");

    @Test
    void thePageListsEveryMetric() throws IOException {
        if (Boolean.getBoolean("documents.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE)).as("./entente docs writes it anew").isEqualTo(page());
    }

    private static String page() {
        return """
                # Metrics

                Written by `./entente docs` from `Metric` in service-kit. Every service exposes its metrics at `/q/metrics` on its management port, in
                Prometheus' format; beside these there are those of the JVM, HTTP, Kafka's clients and the connection pool. A counter counts from
                the start of its process. A timer is a histogram of seconds: `_count`, `_sum`, `_max` and `_bucket` follow its name.

                The greatest number of series is kept to in each process: one more is not kept, which is counted in `series_refused_total`. No label
                holds an identity; what happened to one deal is a question for the traces, the logs and the API, by correlation id.

                | name | kind | where | labels | most series | meaning |
                |---|---|---|---|---|---|
                %s

                | label | values |
                |---|---|
                %s
                """.formatted(
                        Arrays.stream(Metric.values()).map(MetricsPageTest::row).collect(Collectors.joining("\n")),
                        Arrays.stream(Label.values())
                                .map(label -> "| `" + label.word() + "` | " + label.meaning() + " |")
                                .collect(Collectors.joining("\n")));
    }

    private static String row(Metric metric) {
        return "| `%s` | %s | %s | %s | %d | %s |"
                .formatted(
                        metric.exposedName(),
                        word(metric.kind()),
                        word(metric.by()),
                        metric.labels().stream().map(Label::word).collect(Collectors.joining(", ")),
                        metric.mostSeries(),
                        metric.meaning());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
