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
    void nothingPassesTheNetworkThatNoPolicyAllows() {
        for (var overlay : Overlay.values()) {
            assertThat(overlay.of("NetworkPolicy")).as(overlay.name()).anySatisfy(policy -> {
                assertThat(policy.spec().path("podSelector")).isEmpty();
                assertThat(Manifest.texts(policy.spec().path("policyTypes"))).containsExactly("Ingress", "Egress");
                assertThat(policy.spec().has("ingress")).isFalse();
                assertThat(policy.spec().has("egress")).isFalse();
            });
        }
    }

    @Test
    void noPolicyButTheGatewaysLetsEverythingIn() {
        assertThat(Overlay.everything()
                        .filter(manifest -> manifest.is("NetworkPolicy"))
                        .filter(policy -> !policy.name().equals("gateway")))
                .allSatisfy(policy -> assertThat(Manifest.list(policy.spec().path("ingress")))
                        .as(policy.toString())
                        .allSatisfy(rule -> assertThat(rule.path("from")).isNotEmpty()));
    }

    /** The Kubernetes API and the store of backups have no label to be known by. */
    @Test
    void noPolicyLetsAnythingGoAnywhere() {
        assertThat(Overlay.everything().filter(manifest -> manifest.is("NetworkPolicy")))
                .allSatisfy(policy -> assertThat(Manifest.list(policy.spec().path("egress")))
                        .as(policy.toString())
                        .allSatisfy(rule -> {
                            if (!policy.name().equals("databases")
                                    && !policy.name().equals("brokers")) {
                                assertThat(rule.path("to")).isNotEmpty();
                            } else if (rule.path("to").isEmpty()) {
                                assertThat(ports(rule)).containsExactlyInAnyOrder("443", "6443");
                            }
                            assertThat(Manifest.list(rule.path("to")))
                                    .allSatisfy(
                                            to -> assertThat(to.properties()).isNotEmpty());
                        }));
        assertThat(blocks())
                .filteredOn(block -> block.path("cidr").asText().equals("0.0.0.0/0"))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(Manifest.texts(block.path("except")))
                        .as("networks of others")
                        .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"));
    }

    private static List<JsonNode> blocks() {
        return Stream.of(Overlay.PRODUCTION, Overlay.ON_PREMISES)
                .flatMap(overlay -> overlay.of("NetworkPolicy").stream())
                .flatMap(policy -> Manifest.list(policy.spec().path("egress")).stream())
                .flatMap(rule -> Manifest.list(rule.path("to")).stream())
                .filter(to -> to.has("ipBlock"))
                .map(to -> to.path("ipBlock"))
                .toList();
    }

    private static List<String> ports(JsonNode rule) {
        return Manifest.list(rule.path("ports")).stream()
                .map(port -> port.path("port").asText())
                .toList();
    }

    @Test
    void everyServiceReachesItsBrokerItsDatabaseAndNoOthersAndAdaptersTheirVendors() {
        assertThat(Overlay.PRODUCTION.manifests().stream().filter(Manifest::isService))
                .hasSize(4)
                .allSatisfy(service -> {
                    assertThat(reached(service, "strimzi.io/cluster", "9093")).containsExactly("kafka");
                    assertThat(reached(service, "cnpg.io/cluster", "5432"))
                            .containsExactly(service.name() + "-database");
                    assertThat(out(service).anyMatch(rule -> ports(rule).equals(List.of("443"))))
                            .as("%s reaches vendors", service)
                            .isEqualTo(service.name().endsWith("-adapter"));
                });
    }

    /** Values of a label by which a service may reach pods at a port. */
    private static List<String> reached(Manifest service, String label, String port) {
        return out(service)
                .filter(rule -> ports(rule).equals(List.of(port)))
                .flatMap(rule -> Manifest.list(rule.path("to")).stream())
                .map(to ->
                        to.path("podSelector").path("matchLabels").path(label).asText())
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static Stream<JsonNode> out(Manifest service) {
        return Overlay.PRODUCTION.of("NetworkPolicy").stream()
                .filter(policy -> Manifest.selects(policy.spec().path("podSelector"), service.podLabels()))
                .flatMap(policy -> Manifest.list(policy.spec().path("egress")).stream());
    }

    @Test
    void onPremisesCallsGoToTheBrokersTheTracesTheDatabaseAndTheErp() {
        assertThat(Overlay.ON_PREMISES.of("NetworkPolicy").stream()
                        .flatMap(policy -> Manifest.list(policy.spec().path("egress")).stream())
                        .filter(rule -> Manifest.list(rule.path("to")).stream().anyMatch(to -> to.has("ipBlock")))
                        .flatMap(rule -> ports(rule).stream()))
                .containsOnly("9094", "443", "5432");
    }

    @Test
    void besideAnErpAdapterElsewhereThereIsNoneHereButItsUser() {
        var without = Overlay.render("production-without-erp");

        assertThat(without.stream().filter(Manifest::isService))
                .extracting(Manifest::name)
                .containsExactlyInAnyOrder("crm-adapter", "support-adapter", "orchestrator");
        assertThat(without)
                .filteredOn(manifest -> manifest.name().startsWith("erp-adapter"))
                .extracting(Manifest::kind)
                .containsExactly("KafkaUser");
        assertThat(without).hasSizeGreaterThan(Overlay.PRODUCTION.manifests().size() - 15);
    }

    @Test
    void onPremisesNothingComesInFromOutsideTheCluster() {
        assertThat(Stream.of("Service", "Ingress", "Gateway", "HTTPRoute")
                        .flatMap(kind -> Overlay.ON_PREMISES.of(kind).stream()))
                .isEmpty();
        assertThat(Overlay.ON_PREMISES.manifests().stream().filter(Manifest::isService))
                .extracting(Manifest::name)
                .containsExactly("erp-adapter");
        assertThat(Overlay.ON_PREMISES.of("NetworkPolicy").stream()
                        .filter(policy -> policy.spec().has("ingress")))
                .extracting(Manifest::name)
                .containsExactly("metrics");
    }

    @Test
    void fromOutsideOnlyWebhooksAreReached() {
        assertThat(Overlay.PRODUCTION.of("HTTPRoute"))
                .isNotEmpty()
                .allSatisfy(route -> assertThat(Manifest.list(route.spec().path("rules")))
                        .allSatisfy(rule -> assertThat(Manifest.list(rule.path("matches")))
                                .isNotEmpty()
                                .allSatisfy(match -> {
                                    assertThat(match.path("path").path("value").asText())
                                            .as(route.toString())
                                            .startsWith("/webhooks/");
                                    assertThat(match.path("method").asText())
                                            .as(route.toString())
                                            .isEqualTo("POST");
                                })));
        assertThat(Overlay.everything().filter(manifest -> manifest.is("Service")))
                .allSatisfy(service -> assertThat(service.spec().path("type").asText("ClusterIP"))
                        .isIn("", "ClusterIP"));
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
