package dev.entente.endtoend.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.entente.endtoend.Program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** One way to run Entente in a cluster, rendered as {@code kubectl apply -k} would. */
enum Overlay {
    LOCAL("local"),
    PRODUCTION("production"),
    ON_PREMISES("on-premises");

    static final Path HOME = Path.of(System.getProperty("sandbox.home"));

    private static final Map<Overlay, List<Manifest>> RENDERED = new ConcurrentHashMap<>();

    private final String folder;

    Overlay(String folder) {
        this.folder = folder;
    }

    static Stream<Manifest> everything() {
        return Stream.of(values()).flatMap(overlay -> overlay.manifests().stream());
    }

    static List<Manifest> services() {
        return everything().filter(Manifest::isService).toList();
    }

    List<Manifest> manifests() {
        return RENDERED.computeIfAbsent(this, overlay -> render(overlay.folder));
    }

    List<Manifest> of(String kind) {
        return manifests().stream().filter(manifest -> manifest.is(kind)).toList();
    }

    static List<Manifest> render(String folder) {
        assumeTrue(hasKubectl(), "kubectl is not installed: manifests are not checked");
        var rendered = Program.run(HOME.resolve("k8s/overlays"), "kubectl", "kustomize", folder);
        if (rendered.code() != 0) {
            throw new AssertionError(rendered.problems());
        }
        return parse(folder, rendered.output());
    }

    static List<Manifest> parse(String overlay, String yaml) {
        var mapper = new YAMLMapper(new YAMLFactory());
        try (var documents = mapper.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll().stream()
                    .map(document -> new Manifest(overlay, document))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean hasKubectl() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(path -> Path.of(path, "kubectl").toFile().canExecute());
    }
}
