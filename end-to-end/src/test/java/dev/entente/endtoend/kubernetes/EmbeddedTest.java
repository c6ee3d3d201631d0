package dev.entente.endtoend.kubernetes;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** What operators want inside their resources is what stands in the folder observability. {@code ./entente docs} writes it. */
class EmbeddedTest {

    private static final Path PRODUCTION = Overlay.HOME.resolve("k8s/overlays/production");
    private static final Path OBSERVABILITY = Overlay.HOME.resolve("observability");

    @Test
    void theRulesInTheClusterAreTheRulesThatAreTested() throws IOException {
        agrees("rules.yaml", "prometheus/entente.rules.yaml", """
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata:
                  name: entente
                spec:
                """, 2);
    }

    @Test
    void theCollectorInTheClusterIsConfiguredAsItStandsBeside() throws IOException {
        agrees("collector.yaml", "collector/collector.yaml", """
                apiVersion: opentelemetry.io/v1beta1
                kind: OpenTelemetryCollector
                metadata:
                  name: collector
                spec:
                  mode: deployment
                  replicas: 1
                  image: images.example.com/opentelemetry-collector-contrib@sha256:0000000000000000000000000000000000000000000000000000000000000000
                  resources:
                    requests: {cpu: 250m, memory: 1Gi}
                    limits: {memory: 1Gi}
                  podSecurityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}
                  securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                  config:
                """, 4);
    }

    private static void agrees(String file, String source, String head, int indent) throws IOException {
        var expected = "# Written by ./entente docs from observability/" + source + ".\n" + head
                + Files.readString(OBSERVABILITY.resolve(source))
                        .lines()
                        .map(line -> line.isEmpty() ? line : " ".repeat(indent) + line)
                        .collect(Collectors.joining("\n", "", "\n"));
        if (Boolean.getBoolean("documents.write")) {
            Files.writeString(PRODUCTION.resolve(file), expected);
        }
        assertThat(Files.readString(PRODUCTION.resolve(file)))
                .as("./entente docs writes it anew")
                .isEqualTo(expected);
    }
}
