package dev.entente.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Images of services as they were built, on a base of one file, looked into. */
class ServiceImageIT {

    private static final Path HOME = Path.of(System.getProperty("sandbox.home"));

    @TempDir
    private Path directory;

    private Path base() throws Exception {
        var file = Files.writeString(directory.resolve("release"), "of the base");
        var base = directory.resolve("base.tar");
        if (!Files.exists(base)) {
            Jib.fromScratch()
                    .addLayer(List.of(file), "/etc")
                    .containerize(Containerizer.to(TarImage.at(base).named("base"))
                            .setBaseImageLayersCache(directory.resolve("made"))
                            .setApplicationLayersCache(directory.resolve("made")));
        }
        return base;
    }

    private String build(String service, Payload payload, Path image) throws Exception {
        return new ServiceImage(
                        service,
                        payload,
                        ImageMain.ports(HOME, service),
                        Set.of(new Platform("amd64", "linux")),
                        Map.of("org.opencontainers.image.revision", "abc"))
                .build(
                        Registry.base("tar://" + base()),
                        Registry.target("tar://" + image, "entente/" + service + ":local", false),
                        directory.resolve("layers of " + image.getFileName()));
    }

    private static Path application(String service) {
        return HOME.resolve(service + "/target/quarkus-app");
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** What a Containerfile says in a line of its own, the last time it says it. */
    private static String containerfile(String form, String instruction) throws IOException {
        return Files.readAllLines(HOME.resolve("images/" + form + ".Containerfile")).stream()
                .filter(line -> line.startsWith(instruction + " "))
                .reduce((first, second) -> second)
                .orElseThrow()
                .substring(instruction.length() + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm-adapter", "orchestrator"})
    void anImageOfJarsHasEveryFileOnceAndNothingElse(String service) throws Exception {
        var file = directory.resolve("image.tar");
        build(service, Payload.ofJars(application(service)), file);
        var image = ImageArchive.of(file, directory.resolve("image"));

        assertThat(image.layers()).as("base, libraries, ours, service").isEqualTo(4);
        assertThat(image.layer(0)).extracting(ImageArchive.Entry::path).containsExactly("/etc/release");
        var all = new ArrayList<ImageArchive.Entry>();
        for (int layer = 1; layer < 4; layer++) {
            all.addAll(image.layer(layer));
        }
        try (Stream<Path> files = Files.walk(application(service))) {
            assertThat(all)
                    .extracting(ImageArchive.Entry::path)
                    .containsExactlyInAnyOrderElementsOf(files.filter(Files::isRegularFile)
                            .map(built ->
                                    Payload.HOME + "/" + application(service).relativize(built))
                            .toList());
        }
        assertThat(all).allSatisfy(entry -> {
            assertThat(entry.owner()).as(entry.path()).isZero();
            assertThat(entry.mode()).as(entry.path()).isEqualTo(0644);
        });
        assertThat(image.layer(1)).extracting(ImageArchive.Entry::path).noneMatch(path -> path.contains("dev.entente"));
        assertThat(image.layer(2))
                .extracting(ImageArchive.Entry::path)
                .isNotEmpty()
                .allMatch(path -> path.contains("/lib/main/dev.entente."));
        assertThat(image.layer(3))
                .extracting(ImageArchive.Entry::path)
                .contains(Payload.HOME + "/quarkus-run.jar")
                .noneMatch(path -> path.contains("/lib/"));

        var config = image.config().path("config");
        assertThat(config.path("User").asText()).isEqualTo(ServiceImage.USER).isEqualTo(containerfile("jvm", "USER"));
        assertThat(config.path("WorkingDir").asText()).isEqualTo("/tmp").isEqualTo(containerfile("jvm", "WORKDIR"));
        assertThat(texts(config.path("Entrypoint")))
                .startsWith("java")
                .endsWith("-jar", "/opt/entente/quarkus-run.jar");
        assertThat(config.path("Env")).isEmpty();
        assertThat(config.path("Labels").path("org.opencontainers.image.title").asText())
                .isEqualTo("entente " + service);
        assertThat(config.path("Labels")
                        .path("org.opencontainers.image.revision")
                        .asText())
                .isEqualTo("abc");
        var ports = new HashSet<String>();
        config.path("ExposedPorts").fieldNames().forEachRemaining(ports::add);
        assertThat(ports).hasSize(2).allMatch(port -> port.matches("[89]08\\d/tcp"));
    }

    @Test
    void anImageOfAnExecutableIsOneFileThatMayBeRunAndNotWritten() throws Exception {
        var executable = Files.writeString(directory.resolve("crm-adapter-1-runner"), "an executable");
        var file = directory.resolve("image.tar");
        build("crm-adapter", Payload.ofExecutable(executable), file);
        var image = ImageArchive.of(file, directory.resolve("image"));
        assertThat(image.layers()).isEqualTo(2);
        assertThat(image.layer(1)).containsExactly(new ImageArchive.Entry("/opt/entente/service", 0755, 0));
        assertThat(texts(image.config().path("config").path("Entrypoint")))
                .hasToString("[" + containerfile("native", "ENTRYPOINT").replaceAll("[\\[\\]\"]", "") + "]");
    }

    @Test
    void anExecutableSaysForWhichProcessorItIs() throws Exception {
        var header = new byte[64];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F'}, 0, header, 0, 4);
        header[18] = 62;
        assertThat(Payload.architecture(Files.write(directory.resolve("one"), header)))
                .isEqualTo("amd64");
        header[18] = (byte) 183;
        assertThat(Payload.architecture(Files.write(directory.resolve("other"), header)))
                .isEqualTo("arm64");
        var foreign = Files.writeString(directory.resolve("foreign"), "no executable for Linux, whatever else it is");
        assertThatThrownBy(() -> Payload.architecture(foreign)).hasMessageContaining("no executable for Linux");
    }

    @Test
    void theSameInputsGiveTheSameDigestAndALaterReleaseKeepsTheLibraries() throws Exception {
        var copy = copied(application("support-adapter"));
        var first = build("support-adapter", Payload.ofJars(copy), directory.resolve("first.tar"));
        try (var files = Files.walk(copy)) {
            for (var file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            }
        }
        assertThat(build("support-adapter", Payload.ofJars(copy), directory.resolve("second.tar")))
                .isEqualTo(first);

        Files.writeString(copy.resolve("app/changed.jar"), "a later release");
        assertThat(build("support-adapter", Payload.ofJars(copy), directory.resolve("third.tar")))
                .isNotEqualTo(first);
        var before = ImageArchive.of(directory.resolve("first.tar"), directory.resolve("before"));
        var after = ImageArchive.of(directory.resolve("third.tar"), directory.resolve("after"));
        assertThat(after.digests().subList(0, 3)).isEqualTo(before.digests().subList(0, 3));
        assertThat(after.digests().getLast()).isNotEqualTo(before.digests().getLast());
    }

    private Path copied(Path application) throws IOException {
        var copy = directory.resolve("application");
        try (var files = Files.walk(application)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = copy.resolve(application.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return copy;
    }

    @Test
    void whatIsPushedCanBePulledForBothArchitectures() throws Exception {
        var both = Set.of(new Platform("amd64", "linux"), new Platform("arm64", "linux"));
        var executable = Files.writeString(directory.resolve("crm-adapter-1-runner"), "an executable");
        try (var registry = new ImageRegistry(directory)) {
            var base = new ServiceImage("a base", Payload.ofExecutable(executable), Set.of(), both, Map.of());
            base.build(
                    Registry.base("scratch"),
                    Registry.target(registry.host() + "/base:1", "", true),
                    directory.resolve("a"));
            var image = new ServiceImage(
                    "crm-adapter", Payload.ofExecutable(executable), Set.of(8081, 9081), both, Map.of());
            var digest = image.build(
                    Registry.base(registry.host() + "/base:1"),
                    Registry.target(registry.host() + "/entente/crm-adapter:1", "", true),
                    directory.resolve("b"));
            var index = registry.manifest("entente/crm-adapter", digest);
            assertThat(index).isEqualTo(registry.manifest("entente/crm-adapter", "1"));
            assertThat(index.path("manifests"))
                    .extracting(
                            entry -> entry.path("platform").path("architecture").asText())
                    .containsExactlyInAnyOrder("amd64", "arm64");
            assertThat(index.path("manifests")).allSatisfy(entry -> {
                var manifest = registry.manifest(
                        "entente/crm-adapter", entry.path("digest").asText());
                assertThat(manifest.path("layers"))
                        .hasSize(2)
                        .allSatisfy(layer -> assertThat(
                                        registry.has(layer.path("digest").asText()))
                                .isTrue());
            });
        }
    }

    /** What is in the layers is enough to start; database and broker are for the end-to-end tests. */
    @Test
    void whatIsUnpackedStarts() throws Exception {
        var file = directory.resolve("image.tar");
        build("crm-adapter", Payload.ofJars(application("crm-adapter")), file);
        var image = ImageArchive.of(file, directory.resolve("image"));
        var root = image.unpacked(directory.resolve("root"));
        var command = new ArrayList<>(texts(image.config().path("config").path("Entrypoint")));
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.replaceAll(argument -> argument.replace(Payload.HOME, root + Payload.HOME));
        command.addAll(
                1,
                List.of(
                        "-Dquarkus.flyway.migrate-at-start=false",
                        "-Dquarkus.http.port=0",
                        "-Dquarkus.management.port=0"));
        var log = directory.resolve("log");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            for (int tries = 0;
                    process.isAlive() && tries < 600 && !Files.readString(log).contains("started in");
                    tries++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(log).content().contains("crm-adapter").contains("started in");
        } finally {
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
        }
    }
}
