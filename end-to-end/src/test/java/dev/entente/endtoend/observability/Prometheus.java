package dev.entente.endtoend.observability;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.endtoend.Program;
import dev.entente.endtoend.RunningSandbox;
import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/** A real Prometheus with our rules that scrapes a sandbox's services every second. */
final class Prometheus implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Program program;
    private final String url;
    private final Http http = new Http("");

    /** @param alertmanager address, without a scheme */
    Prometheus(Path directory, Topology topology, String alertmanager) {
        this(directory, topology, alertmanager, Prometheus::hurried);
    }

    /** One that tells nobody, for whom seconds are as long as minutes for others. */
    static Prometheus inAHurry(Path directory, Topology topology) {
        return new Prometheus(directory, topology, "127.0.0.1:9", Prometheus::inSeconds);
    }

    private Prometheus(Path directory, Topology topology, String alertmanager, UnaryOperator<String> hurry) {
        var port = Program.freePort();
        url = "http://127.0.0.1:" + port;
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("prometheus.yaml"), configuration(topology, alertmanager));
            Files.writeString(directory.resolve("entente.rules.yaml"), hurry.apply(Files.readString(Rules.FILE)));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        program = new Program(
                directory.resolve("prometheus.log"),
                List.of(
                        "prometheus",
                        "--config.file=" + directory.resolve("prometheus.yaml"),
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn"));
        RunningSandbox.await(
                "Prometheus is ready", PATIENCE, () -> !values("vector(1)").isEmpty());
    }

    private static String configuration(Topology topology, String alertmanager) {
        var configuration = new StringBuilder("""
                global: {scrape_interval: 1s, evaluation_interval: 1s, external_labels: {runbooks: 'https://runbooks.example'}}
                rule_files: [entente.rules.yaml]
                alerting: {alertmanagers: [{static_configs: [{targets: ['%s']}]}]}
                scrape_configs:
                  - job_name: entente
                    metrics_path: /q/metrics
                    static_configs:
                """.formatted(alertmanager));
        for (var service : Topology.SERVICES) {
            var address = URI.create(topology.url(service + "-management")).getAuthority();
            configuration.append("      - {targets: ['%s'], labels: {service: %s}}\n".formatted(address, service));
        }
        return configuration.toString();
    }

    /** The rules as they are, without the patience that keeps people asleep. */
    private static String hurried(String rules) {
        return rules.replaceAll("(?m)^( +for: ).*$", "$10s").replaceAll("interval: 15s", "interval: 1s");
    }

    /** With thresholds and windows of seconds as well. */
    private static String inSeconds(String rules) {
        return hurried(rules)
                .replaceAll("> (30|60|100|300|900|1800)\\b", "> 3")
                .replaceAll("\\[(5m|10m|15m)]", "[20s]")
                .replaceAll("\\[(30m|1h|2h|6h|1d)]", "[40s]")
                .replaceAll("offset (10m|15m)", "offset 20s")
                .replaceAll("keep_firing_for: .*", "keep_firing_for: 1s");
    }

    boolean fires(String alert) {
        return !values("ALERTS{alertname=\"" + alert + "\", alertstate=\"firing\"}")
                .isEmpty();
    }

    /** What a query comes to, numbers only; what is not a number is left out. */
    List<Double> values(String query) {
        var found = new ArrayList<Double>();
        result(query).forEach(one -> {
            var value = one.path("value").path(1).asText();
            if (!value.equals("NaN")) {
                found.add(Double.valueOf(value.replace("+Inf", "Infinity")));
            }
        });
        return found;
    }

    List<String> labelValues(String metric, String label) {
        return StreamSupport.stream(
                        result("count by (" + label + ") (" + metric + ")").spliterator(), false)
                .map(one -> one.path("metric").path(label).asText())
                .toList();
    }

    private JsonNode result(String query) {
        return http.get(url + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .path("data")
                .path("result");
    }

    @Override
    public void close() {
        program.close();
    }
}
