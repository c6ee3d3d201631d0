package dev.entente.endtoend.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** How services run in a cluster, as sentences. */
class PolicyTest {

    private static Stream<Manifest> pods() {
        return Overlay.everything().filter(Manifest::runsPods);
    }

    private static List<Manifest> services() {
        assertThat(Overlay.services()).hasSize(9);
        return Overlay.services();
    }

    @Test
    void everyPodFitsTheRestrictedPodSecurityStandard() {
        assertThat(pods()).isNotEmpty().allSatisfy(manifest -> {
            var pod = manifest.pod().path("securityContext");
            assertThat(pod.path("runAsNonRoot").asBoolean())
                    .as(manifest.toString())
                    .isTrue();
            assertThat(pod.path("runAsUser").asInt()).as(manifest.toString()).isPositive();
            assertThat(pod.path("seccompProfile").path("type").asText())
                    .as(manifest.toString())
                    .isEqualTo("RuntimeDefault");
            assertThat(manifest.containers()).allSatisfy(container -> {
                var security = container.path("securityContext");
                assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                        .as(manifest.toString())
                        .isFalse();
                assertThat(Manifest.texts(security.path("capabilities").path("drop")))
                        .as(manifest.toString())
                        .containsExactly("ALL");
            });
        });
    }

    @Test
    void everyNamespaceEnforcesIt() {
        assertThat(Overlay.everything().filter(manifest -> manifest.is("Namespace")))
                .hasSize(3)
                .allSatisfy(namespace -> assertThat(namespace
                                .json()
                                .path("metadata")
                                .path("labels")
                                .path("pod-security.kubernetes.io/enforce")
                                .asText())
                        .isEqualTo("restricted"));
    }

    @Test
    void noServiceWritesToItsRootFilesystem() {
        assertThat(services()).allSatisfy(service -> {
            assertThat(service.container()
                            .path("securityContext")
                            .path("readOnlyRootFilesystem")
                            .asBoolean())
                    .isTrue();
            assertThat(mounts(service)).as(service.toString()).containsEntry("tmp", "/tmp");
            assertThat(service.volumes())
                    .anyMatch(volume -> volume.path("name").asText().equals("tmp") && volume.has("emptyDir"));
        });
    }

    private static Map<String, String> mounts(Manifest service) {
        var mounts = new java.util.TreeMap<String, String>();
        service.container()
                .path("volumeMounts")
                .forEach(mount -> mounts.put(
                        mount.path("name").asText(), mount.path("mountPath").asText()));
        return mounts;
    }

    @Test
    void everyPodAsksForWhatItNeedsAndGetsNoMoreMemoryThanThat() {
        assertThat(pods())
                .allSatisfy(manifest -> assertThat(manifest.containers()).allSatisfy(container -> {
                    var resources = container.path("resources");
                    assertThat(resources.path("requests").path("cpu").asText())
                            .as(manifest.toString())
                            .isNotBlank();
                    assertThat(resources.path("requests").path("memory").asText())
                            .as(manifest.toString())
                            .isNotBlank();
                    assertThat(resources.path("limits").path("memory").asText())
                            .as(manifest.toString())
                            .isEqualTo(resources.path("requests").path("memory").asText());
                }));
    }

    @Test
    void aHeapIsLessThanTheMemoryThereIs() {
        assertThat(services()).allSatisfy(service -> {
            var heap = service.container().path("args").path(0).asText();
            var memory = service.container()
                    .path("resources")
                    .path("limits")
                    .path("memory")
                    .asText();
            assertThat(heap).as(service.toString()).matches("-Xmx\\d+m");
            assertThat(memory).as(service.toString()).matches("\\d+Mi");
            assertThat(digits(heap)).as(service.toString()).isLessThan(digits(memory) * 7 / 10);
        });
    }

    private static int digits(String text) {
        return Integer.parseInt(text.replaceAll("\\D", ""));
    }

    @Test
    void everyServiceSaysWhetherItHasBegunIsReadyAndLives() {
        assertThat(services()).allSatisfy(service -> {
            Map.of("startupProbe", "started", "readinessProbe", "ready", "livenessProbe", "live")
                    .forEach((probe, path) -> {
                        var request = service.container().path(probe).path("httpGet");
                        assertThat(request.path("path").asText())
                                .as("%s %s", service, probe)
                                .isEqualTo("/q/health/" + path);
                        assertThat(request.path("port").asText())
                                .as("%s %s", service, probe)
                                .isEqualTo("management");
                    });
        });
    }

    @Test
    void aRollOutTakesNoReplicaAwayBeforeTheNextIsReadyAndLetsItFinish() {
        assertThat(services()).allSatisfy(service -> {
            var update = service.spec().path("strategy").path("rollingUpdate");
            assertThat(update.path("maxUnavailable").asInt(-1))
                    .as(service.toString())
                    .isZero();
            assertThat(update.path("maxSurge").asInt()).as(service.toString()).isPositive();
            var sleep = service.container()
                    .path("lifecycle")
                    .path("preStop")
                    .path("sleep")
                    .path("seconds")
                    .asInt();
            assertThat(sleep).as(service.toString()).isPositive();
            // Requests under way have 10 s (quarkus.shutdown.timeout), records 8 s.
            assertThat(service.pod().path("terminationGracePeriodSeconds").asInt())
                    .as(service.toString())
                    .isGreaterThan(sleep + 18);
        });
    }

    @Test
    void everyServiceThatHasSeveralReplicasIsSpreadAndKeptFromBeingDrainedAllAtOnce() {
        for (var overlay : List.of(Overlay.LOCAL, Overlay.PRODUCTION)) {
            overlay.manifests().stream().filter(Manifest::isService).forEach(service -> {
                assertThat(overlay.of("PodDisruptionBudget"))
                        .as(service.toString())
                        .anyMatch(budget -> Manifest.selects(budget.spec().path("selector"), service.podLabels()));
                assertThat(Manifest.list(service.pod().path("topologySpreadConstraints")))
                        .as(service.toString())
                        .extracting(spread -> spread.path("topologyKey").asText())
                        .containsExactlyInAnyOrder("kubernetes.io/hostname", "topology.kubernetes.io/zone");
            });
        }
        assertThat(Overlay.ON_PREMISES.of("PodDisruptionBudget")).isEmpty();
    }

    @Test
    void everyServiceHasAnIdentityOfItsOwnThatOpensNothing() {
        assertThat(services()).allSatisfy(service -> {
            assertThat(service.pod().path("serviceAccountName").asText()).isEqualTo(service.name());
            assertThat(service.pod().path("automountServiceAccountToken").asBoolean(true))
                    .isFalse();
        });
    }

    @Test
    void whatRunsInProductionIsNamedByDigest() {
        for (var overlay : List.of(Overlay.PRODUCTION, Overlay.ON_PREMISES)) {
            assertThat(overlay.manifests().stream().filter(Manifest::isService))
                    .allSatisfy(service -> assertThat(
                                    service.container().path("image").asText())
                            .as(service.toString())
                            .matches(".+@sha256:[0-9a-f]{64}"));
        }
    }

    @Test
    void noSecretIsInTheRepositoryAndNoneIsInTheEnvironment() {
        assertThat(Overlay.everything().filter(manifest -> manifest.is("Secret")))
                .isEmpty();
        assertThat(pods())
                .allSatisfy(manifest -> assertThat(manifest.containers()).allSatisfy(container -> {
                    assertThat(container.path("envFrom"))
                            .as(manifest.toString())
                            .isEmpty();
                    assertThat(Manifest.list(container.path("env")))
                            .as(manifest.toString())
                            .noneMatch(variable -> variable.path("valueFrom").has("secretKeyRef"));
                }));
    }

    @Test
    void adaptersScaleByThemselvesWithinTheirPartitionsAndIntakeNeverToZero() {
        var scaled = Overlay.PRODUCTION.of("ScaledObject");
        assertThat(scaled)
                .extracting(Manifest::name)
                .containsExactlyInAnyOrder("crm-adapter", "erp-adapter", "support-adapter", "orchestrator");
        assertThat(Overlay.PRODUCTION.of("HorizontalPodAutoscaler"))
                .as("never two that scale the same")
                .isEmpty();
        assertThat(scaled).allSatisfy(object -> {
            assertThat(object.spec().path("minReplicaCount").asInt())
                    .as(object.toString())
                    .isPositive();
            var triggers = Manifest.list(object.spec().path("triggers"));
            assertThat(triggers)
                    .extracting(trigger -> trigger.path("type").asText())
                    .contains("kafka", "prometheus");
            kafka(object).forEach(trigger -> {
                assertThat(object.spec().path("maxReplicaCount").asInt())
                        .as("%s by %s", object, trigger)
                        .isLessThanOrEqualTo(partitions(trigger.path("topic").asText()));
                assertThat(trigger.path("offsetResetPolicy").asText()).isEqualTo("earliest");
                assertThat(trigger.path("version").asText()).isNotBlank();
                assertThat(trigger.has("limitToPartitionsWithLag") && trigger.has("allowIdleConsumers"))
                        .isFalse();
            });
        });
        assertThat(scaled)
                .filteredOn(object -> !object.name().equals("erp-adapter"))
                .allSatisfy(object -> assertThat(
                                object.spec().path("minReplicaCount").asInt())
                        .as(object.toString())
                        .isGreaterThanOrEqualTo(2));
        assertThat(Overlay.PRODUCTION.manifests().stream().filter(Manifest::isService))
                .allSatisfy(service -> assertThat(service.spec().has("replicas"))
                        .as(service.toString())
                        .isFalse());
    }

    /** More replicas would wait for each other: the vendor counts by account. */
    @Test
    void replicasTogetherAskNoMoreAtATimeThanTheVendorAllows() {
        assertThat(Overlay.PRODUCTION.of("ScaledObject"))
                .filteredOn(object -> object.name().endsWith("-adapter"))
                .hasSize(3)
                .allSatisfy(object -> {
                    var allowed = object.json()
                            .path("metadata")
                            .path("annotations")
                            .path("entente.dev/vendor-requests-at-a-time")
                            .asInt();
                    assertThat(object.spec().path("maxReplicaCount").asInt() * concurrency(object.name()))
                            .as(object.toString())
                            .isPositive()
                            .isLessThanOrEqualTo(allowed);
                });
    }

    /** Of the connection in the service's configuration; as many as unless it says otherwise. */
    private static int concurrency(String service) {
        return Overlay.PRODUCTION.of("ConfigMap").stream()
                .filter(configuration -> configuration.name().startsWith(service + "-"))
                .map(configuration -> configuration
                        .json()
                        .path("data")
                        .path("connections.properties")
                        .asText())
                .flatMap(String::lines)
                .filter(line -> line.matches("entente\\.connections\\.[^.]+\\.concurrency=\\d+"))
                .map(line -> Integer.parseInt(line.substring(line.indexOf('=') + 1)))
                .reduce(Integer::sum)
                .orElse(5);
    }

    static Stream<JsonNode> kafka(Manifest scaled) {
        return Manifest.list(scaled.spec().path("triggers")).stream()
                .filter(trigger -> trigger.path("type").asText().equals("kafka"))
                .map(trigger -> trigger.path("metadata"));
    }

    private static int partitions(String topic) {
        return Overlay.PRODUCTION.of("KafkaTopic").stream()
                .filter(manifest -> manifest.name().equals(topic))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no topic " + topic))
                .spec()
                .path("partitions")
                .asInt();
    }

    @Test
    void whatIsStoredIsStoredMoreThanOnce() {
        assertThat(Overlay.PRODUCTION.of("KafkaTopic")).allSatisfy(topic -> {
            assertThat(topic.spec().path("replicas").asInt()).isEqualTo(3);
            assertThat(topic.spec().path("config").path("min.insync.replicas").asInt())
                    .isEqualTo(2);
        });
        var kafka =
                Overlay.PRODUCTION.of("Kafka").getFirst().spec().path("kafka").path("config");
        assertThat(kafka.path("auto.create.topics.enable").asBoolean(true)).isFalse();
        assertThat(Overlay.PRODUCTION.of("Cluster")).hasSize(4).allSatisfy(cluster -> {
            assertThat(cluster.spec().path("instances").asInt()).isEqualTo(3);
            assertThat(cluster.spec()
                            .path("postgresql")
                            .path("synchronous")
                            .path("number")
                            .asInt())
                    .isPositive();
        });
        assertThat(Overlay.PRODUCTION.of("ScheduledBackup"))
                .hasSize(4)
                .allSatisfy(backup -> assertThat(Overlay.PRODUCTION.of("Cluster"))
                        .filteredOn(cluster -> cluster.name()
                                .equals(backup.spec()
                                        .path("cluster")
                                        .path("name")
                                        .asText()))
                        .singleElement()
                        .satisfies(cluster -> assertThat(
                                        Manifest.list(cluster.spec().path("plugins")))
                                .as("%s has somewhere to go, and so has what is changed after it", backup)
                                .singleElement()
                                .satisfies(plugin -> {
                                    assertThat(plugin.path("name").asText())
                                            .isEqualTo(backup.spec()
                                                    .path("pluginConfiguration")
                                                    .path("name")
                                                    .asText());
                                    assertThat(plugin.path("isWALArchiver").asBoolean())
                                            .isTrue();
                                })));
    }
}
