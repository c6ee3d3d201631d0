package dev.entente.endtoend.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Who reaches whom, as sentences. */
class NetworkTest {

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
                .allSatisfy(policy -> assertThat(egress(policy))
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

    private static Stream<JsonNode> egress(Manifest policy) {
        return Manifest.list(policy.spec().path("egress")).stream();
    }

    private static List<JsonNode> blocks() {
        return Stream.of(Overlay.PRODUCTION, Overlay.ON_PREMISES)
                .flatMap(overlay -> overlay.of("NetworkPolicy").stream())
                .flatMap(NetworkTest::egress)
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
                .flatMap(NetworkTest::egress);
    }

    @Test
    void onPremisesCallsGoToTheBrokersTheTracesTheDatabaseAndTheErp() {
        assertThat(Overlay.ON_PREMISES.of("NetworkPolicy").stream()
                        .flatMap(NetworkTest::egress)
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
}
