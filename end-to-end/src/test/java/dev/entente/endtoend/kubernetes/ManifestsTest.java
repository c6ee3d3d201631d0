package dev.entente.endtoend.kubernetes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Every object of every overlay is one that a cluster takes, as far as can be said without a cluster. */
class ManifestsTest {

    @ParameterizedTest
    @EnumSource
    void everyOverlayIsRendered(Overlay overlay) {
        assertThat(overlay.manifests()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void kubernetesOwnObjectsHaveAllThatTheyMustAndNothingThatTheyMayNot(Overlay overlay) {
        assertThat(overlay.manifests().stream().filter(Strictly::isBuiltIn))
                .isNotEmpty()
                .allSatisfy(manifest -> assertThat(Strictly.problemOfBuiltIn(manifest))
                        .as(manifest.toString())
                        .isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void customResourcesFitTheSchemasOfTheirOperators(Overlay overlay) {
        assumeTrue(Strictly.hasSchemas(), "ENTENTE_SPECS is not set: custom resources are not checked");

        assertThat(overlay.manifests().stream().filter(manifest -> !Strictly.isBuiltIn(manifest)))
                .allSatisfy(manifest -> assertThat(Strictly.problemOfCustom(manifest))
                        .as(manifest.toString())
                        .isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void everyObjectHasANameOfItsOwnInOneNamespace(Overlay overlay) {
        assertThat(overlay.manifests().stream()
                        .map(manifest -> manifest.group() + "/" + manifest.kind() + "/" + manifest.name()))
                .doesNotHaveDuplicates();
        assertThat(overlay.manifests().stream().filter(manifest -> !manifest.is("Namespace")))
                .allSatisfy(manifest -> assertThat(manifest.json()
                                .path("metadata")
                                .path("namespace")
                                .asText())
                        .as(manifest.toString())
                        .isEqualTo("entente"));
    }

    /** The checks above find what they are for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "readinessProbe: | readynessProbe: | readynessProbe",
                "containerPort: 8081 | containerPort: abc | abc",
                "name: service | # | name",
                "selector: | selektor: | sele",
                "apiVersion: apps/v1 | apiVersion: apps/v1beta2 | v1beta2",
            })
    void aBrokenManifestIsFound(String what, String broken, String named) {
        var sound = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: broken}
                spec:
                  selector: {matchLabels: {a: b}}
                  template:
                    metadata: {labels: {a: b}}
                    spec:
                      containers:
                      - name: service
                        image: IMAGE
                        ports: [{containerPort: 8081}]
                        readinessProbe:
                          httpGet: {path: /, port: 1}
                """;
        assertThat(problem(sound)).isEmpty();

        assertThat(problem(sound.replace(what, broken)))
                .singleElement()
                .asString()
                .contains(named);
    }

    private static List<String> problem(String yaml) {
        var problems = new ArrayList<String>();
        Overlay.parse("broken", yaml)
                .forEach(manifest -> Strictly.problemOfBuiltIn(manifest).ifPresent(problems::add));
        return problems;
    }

    @Test
    void selectorsAreUnderstood() {
        var selector = Overlay.parse("", """
                        matchLabels: {a: b}
                        matchExpressions: [{key: c, operator: In, values: [d, e]}]
                        """).getFirst().json();

        assertThat(Manifest.selects(selector, Map.of("a", "b", "c", "e"))).isTrue();
        assertThat(Manifest.selects(selector, Map.of("a", "b", "c", "x"))).isFalse();
        assertThat(Manifest.selects(selector, Map.of("c", "d"))).isFalse();
    }
}
