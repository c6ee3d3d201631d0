package dev.entente.endtoend.kubernetes;

import dev.entente.contracts.message.SystemKind;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Manifests and code say the same. */
class AgreementTest {

    /** Quarkus' own settings that manifests set and the code does not mention. */
    private static final Set<String> QUARKUS = Set.of(
            "quarkus.datasource.jdbc.additional-jdbc-properties.sslmode",
            "quarkus.datasource.reactive.postgresql.ssl-mode",
            "quarkus.datasource.jdbc.additional-jdbc-properties.sslrootcert",
            "quarkus.datasource.reactive.trust-certificate-pem",
            "quarkus.datasource.reactive.trust-certificate-pem.certs");

    private static final Set<String> CONNECTION = Set.of(
            "vendor",
            "base-url",
            "region",
            "public-url",
            "webhook-secret-files",
            "credential-files",
            "settings",
            "concurrency",
            "timeout");

    private static Properties properties(String content) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(content));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return properties;
    }

    private static Properties ofCode(String service) {
        var all = new Properties();
        for (var file : List.of(
                "service-kit/src/main/resources/META-INF/microprofile-config.properties",
                "adapter-kit/src/main/resources/META-INF/microprofile-config.properties",
                service + "/src/main/resources/application.properties")) {
            all.putAll(properties(read(Overlay.HOME.resolve(file))));
        }
        return all;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static int ordinal(Properties file) {
        return Integer.parseInt(file.getProperty("config_ordinal", "100"));
    }

    /** All properties that a service is given in an overlay. */
    private static Properties ofManifest(Manifest service) {
        var name = service.volumes().stream()
                .filter(volume -> volume.path("name").asText().equals("config"))
                .findFirst()
                .orElseThrow()
                .path("configMap")
                .path("name")
                .asText();
        var map = Overlay.everything()
                .filter(manifest -> manifest.is("ConfigMap")
                        && manifest.overlay().equals(service.overlay())
                        && manifest.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(service + " mounts " + name + ", which there is not"));
        var files = Manifest.list(map.json().path("data")).stream()
                .map(file -> properties(file.asText()))
                .sorted(Comparator.comparingInt(AgreementTest::ordinal))
                .toList();
        var all = new Properties();
        var ordinals = new HashMap<Object, Integer>();
        for (var file : files) {
            file.keySet().stream()
                    .filter(key -> !key.equals("config_ordinal"))
                    .forEach(key -> assertThat(Objects.equals(ordinals.put(key, ordinal(file)), ordinal(file)))
                            .as("%s: two files with %s, and which counts is not said", service, key)
                            .isFalse());
            all.putAll(file);
        }
        all.remove("config_ordinal");
        return all;
    }

    @Test
    void portsAreThoseThatServicesListenOn() {
        assertThat(Overlay.services()).isNotEmpty().allSatisfy(service -> {
            var code = ofCode(service.name());
            assertThat(service.port("http")).as(service.toString()).hasToString(code.getProperty("quarkus.http.port"));
            assertThat(service.port("management"))
                    .as(service.toString())
                    .hasToString(code.getProperty("quarkus.management.port"));
            assertThat(ofManifest(service))
                    .containsEntry("quarkus.http.host", "0.0.0.0")
                    .containsEntry("quarkus.management.host", "0.0.0.0");
        });
    }

    @Test
    void everyPropertyIsOneThatSomebodyReads() {
        var kafka = AdminClientConfig.configNames();
        assertThat(Overlay.services()).allSatisfy(service -> {
            var known = ofCode(service.name()).stringPropertyNames();
            assertThat(ofManifest(service).stringPropertyNames())
                    .as(service.toString())
                    .allMatch(property -> known.contains(property)
                            || QUARKUS.contains(property)
                            || (property.startsWith("kafka.") && kafka.contains(property.substring("kafka.".length())))
                            || isOfAConnection(property)
                            || property.matches("entente\\.routes\\.[\\w-]+\\.(erp|support)"));
        });
    }

    private static boolean isOfAConnection(String property) {
        var parts = property.split("\\.");
        return property.startsWith("entente.connections.") && parts.length >= 4 && CONNECTION.contains(parts[3]);
    }

    @Test
    void everySettingOfAConnectionIsOneThatItsVendorsPageExplains() {
        var operations = Overlay.HOME.resolve("docs/operations");
        assertThat(Overlay.services()).allSatisfy(service -> {
            var properties = ofManifest(service);
            properties.stringPropertyNames().stream()
                    .filter(AgreementTest::isOfAConnection)
                    .forEach(property -> {
                        var parts = property.split("\\.", 5);
                        if (parts.length == 5) {
                            var vendor = properties.getProperty("entente.connections." + parts[2] + ".vendor");
                            assertThat(read(operations.resolve(vendor + ".md")))
                                    .as("%s: %s", service, property)
                                    .contains(parts[3] + "." + parts[4]);
                        }
                    });
        });
    }

    /** Credentials are files of the mounted secret, and the secret is made with those files. */
    @Test
    void everyCredentialThatIsReadIsMounted() {
        var secrets = Overlay.PRODUCTION.of("ExternalSecret").stream()
                .collect(Collectors.toMap(
                        secret -> secret.spec().path("target").path("name").asText(),
                        secret -> Manifest.list(secret.spec().path("data")).stream()
                                .map(data -> data.path("secretKey").asText())
                                .collect(Collectors.toSet())));
        for (var service : Overlay.PRODUCTION.manifests().stream()
                .filter(Manifest::isService)
                .toList()) {
            var read = new TreeSet<String>();
            ofManifest(service).forEach((property, value) -> {
                if (property.toString()
                        .matches("entente\\.connections\\..*(credential-files\\..*|webhook-secret-files)")) {
                    for (var file : value.toString().split(",")) {
                        assertThat(file).startsWith("/etc/entente/vendors/");
                        read.add(Path.of(file).getFileName().toString());
                    }
                }
            });
            assertThat(read)
                    .as(service.toString())
                    .isEqualTo(new TreeSet<>(secrets.getOrDefault(service.name() + "-vendors", Set.of())));
        }
    }

    private static Stream<String> topicsOfCode() {
        return Stream.of(SystemKind.values())
                .flatMap(system -> Stream.of(
                        system.inboundTopic(),
                        system.eventsTopic(),
                        system.commandsTopic(),
                        system.deadLettersTopic()));
    }

    /** A certificate that names the brokers otherwise than those who come from elsewhere would be refused. */
    @Test
    void theBrokersAreKnownByTheNameThatIsUsedOnPremises() {
        var service = Overlay.ON_PREMISES.manifests().stream()
                .filter(Manifest::isService)
                .findFirst()
                .orElseThrow();
        var host = ofManifest(service).getProperty("kafka.bootstrap.servers").split(":")[0];
        var listeners =
                Overlay.PRODUCTION.of("Kafka").getFirst().spec().path("kafka").path("listeners");
        assertThat(Manifest.list(listeners))
                .anySatisfy(listener -> assertThat(Manifest.texts(
                                listener.path("configuration").path("bootstrap").path("alternativeNames")))
                        .contains(host));
    }

    @Test
    void topicsAreThoseThatTheCodeNamesNoMoreAndNoFewer() {
        assertThat(Overlay.PRODUCTION.of("KafkaTopic"))
                .extracting(Manifest::name)
                .containsExactlyInAnyOrderElementsOf(topicsOfCode().toList());
    }

    @Test
    void everyGroupThatScalesSomethingConsumesThatTopic() {
        var groups = Stream.of(SystemKind.values())
                .flatMap(system -> Stream.of(
                        Map.entry(system.inboundGroup(), system.inboundTopic()),
                        Map.entry(system.commandsGroup(), system.commandsTopic()),
                        Map.entry("orchestrator", system.eventsTopic())))
                .collect(Collectors.toSet());
        assertThat(Overlay.PRODUCTION.of("ScaledObject").stream().flatMap(PolicyTest::kafka))
                .isNotEmpty()
                .allMatch(trigger -> groups.contains(Map.entry(
                        trigger.path("consumerGroup").asText(),
                        trigger.path("topic").asText())));
    }

    @Test
    void everyUserMayReadAndWriteWhatItsServiceDoes() {
        for (var system : SystemKind.values()) {
            var user = system.word() + "-adapter";
            assertThat(rights(user))
                    .contains(
                            "Read topic " + system.inboundTopic(),
                            "Write topic " + system.inboundTopic(),
                            "Read topic " + system.commandsTopic(),
                            "Write topic " + system.eventsTopic(),
                            "Write topic " + system.deadLettersTopic(),
                            "Read group " + system.inboundGroup(),
                            "Read group " + system.commandsGroup());
            assertThat(rights("orchestrator"))
                    .contains(
                            "Read topic " + system.eventsTopic(), "Write topic " + system.commandsTopic(),
                            "Write topic " + system.deadLettersTopic(), "Read group orchestrator",
                            // For the lag of everybody, and its age.
                            "Describe group " + system.inboundGroup(), "Describe group " + system.commandsGroup(),
                            "Read topic " + system.inboundTopic(), "Read topic " + system.commandsTopic());
        }
        assertThat(rights("crm-adapter")).noneMatch(right -> right.contains("erp.") || right.contains("support."));
    }

    private static Set<String> rights(String user) {
        var rights = new TreeSet<String>();
        Overlay.PRODUCTION.of("KafkaUser").stream()
                .filter(manifest -> manifest.name().equals(user))
                .forEach(manifest -> manifest.spec()
                        .path("authorization")
                        .path("acls")
                        .forEach(acl -> Manifest.texts(acl.path("operations"))
                                .forEach(operation -> rights.add(operation + " "
                                        + acl.path("resource").path("type").asText() + " "
                                        + acl.path("resource").path("name").asText()))));
        return rights;
    }

    @Test
    void everyMetricThatScalesSomethingIsOneThatServicesHave() {
        var documented = read(Overlay.HOME.resolve("docs/operations/metrics.md"));
        assertThat(Overlay.PRODUCTION.of("ScaledObject").stream()
                        .flatMap(scaled -> Manifest.list(scaled.spec().path("triggers")).stream())
                        .filter(trigger -> trigger.path("type").asText().equals("prometheus"))
                        .map(trigger -> trigger.path("metadata").path("query").asText()))
                .isNotEmpty()
                .allSatisfy(query -> dev.entente.endtoend.observability.Query.metrics(query)
                        .forEach(metric -> assertThat(documented).contains("`" + metric + "`")));
    }

    @Test
    void everyConfigMapSecretAndPortThatIsReferredToIsThere() {
        for (var overlay : Overlay.values()) {
            var maps = overlay.of("ConfigMap").stream().map(Manifest::name).toList();
            overlay.manifests().stream()
                    .filter(Manifest::runsPods)
                    .forEach(manifest -> manifest.volumes().stream()
                            .filter(volume -> volume.has("configMap"))
                            .forEach(volume -> assertThat(maps)
                                    .as(manifest.toString())
                                    .contains(volume.path("configMap")
                                            .path("name")
                                            .asText())));
            overlay.of("Service").forEach(service -> {
                var selected = overlay.manifests().stream()
                        .filter(Manifest::runsPods)
                        .filter(pods -> Manifest.strings(service.spec().path("selector")).entrySet().stream()
                                .allMatch(label ->
                                        label.getValue().equals(pods.podLabels().get(label.getKey()))))
                        .toList();
                assertThat(selected).as(service.toString()).hasSize(1);
                Manifest.list(service.spec().path("ports"))
                        .forEach(port -> assertThat(selected.getFirst()
                                        .port(port.path("targetPort").asText()))
                                .isPositive());
            });
        }
    }

    @Test
    void whatPrometheusScrapesIsThePortThatHasTheMetrics() {
        var endpoint = Overlay.PRODUCTION
                .of("PodMonitor")
                .getFirst()
                .spec()
                .path("podMetricsEndpoints")
                .get(0);
        assertThat(endpoint.path("path").asText()).isEqualTo("/q/metrics");
        assertThat(Overlay.PRODUCTION.manifests().stream().filter(Manifest::isService))
                .allSatisfy(service ->
                        assertThat(service.port(endpoint.path("port").asText())).isPositive());
    }
}
