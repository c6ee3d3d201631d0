package dev.entente.images;

import com.google.cloud.tools.jib.api.buildplan.Platform;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the image of a service that was built before: {@code HOME SERVICE [--native] [--base IMAGE] [--to IMAGE]
 * [--architecture NAMES] [--insecure] [--revision R]}.
 *
 * <ul>
 *   <li>{@code --native}: of its native executable; else of its jars
 *   <li>{@code --base}: a name in a registry, {@code tar://FILE} or {@code scratch}
 *   <li>{@code --to}: a name in a registry, or {@code tar://FILE}; a file in {@code images/target} by default
 *   <li>{@code --architecture}: {@code amd64}, {@code arm64} or both with a comma between them, which the base must have. By default both
 *       for jars in a registry, this machine's otherwise; that of the executable with {@code --native}.
 *   <li>{@code --insecure}: registries, that of the base as well, may do without a certificate
 * </ul>
 */
public final class ImageMain {

    private final Path home;
    private final String service;
    private final Map<String, String> options;

    private ImageMain(Path home, String service, Map<String, String> options) {
        this.home = home;
        this.service = service;
        this.options = options;
    }

    public static void main(String[] arguments) throws InterruptedException {
        try {
            new ImageMain(Path.of(arguments[0]), arguments[1], options(arguments)).run();
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception failed) {
            System.err.println("entente: no image was made: " + failed.getMessage());
            System.exit(1);
        }
    }

    private static Map<String, String> options(String[] arguments) {
        var options = new HashMap<String, String>();
        for (int at = 2; at < arguments.length; at++) {
            switch (arguments[at]) {
                case "--native", "--insecure" -> options.put(arguments[at], "");
                case "--base", "--to", "--architecture", "--revision" -> {
                    if (at + 1 == arguments.length) {
                        throw new IllegalArgumentException(arguments[at] + " of what?");
                    }
                    options.put(arguments[at], arguments[++at]);
                }
                default -> throw new IllegalArgumentException("'" + arguments[at] + "' is not an option");
            }
        }
        return options;
    }

    private void run() throws Exception {
        var target = home.resolve("images/target");
        var executable = options.containsKey("--native") ? executable() : null;
        var payload = executable == null
                ? Payload.ofJars(home.resolve(service + "/target/quarkus-app"))
                : Payload.ofExecutable(executable);
        var base = options.getOrDefault("--base", payload.base());
        var place = options.getOrDefault("--to", "tar://" + target.resolve(service + ".tar"));
        var labels = new HashMap<String, String>();
        if (!Registry.isFile(base)) {
            labels.put("org.opencontainers.image.base.name", base);
        }
        if (options.containsKey("--revision")) {
            labels.put("org.opencontainers.image.revision", options.get("--revision"));
        }
        var image = new ServiceImage(service, payload, ports(home, service), platforms(place, executable), labels);
        var digest = image.build(
                Registry.base(base),
                Registry.target(place, "entente/" + service + ":local", options.containsKey("--insecure")),
                target.resolve("layers"));
        System.out.println(place + " " + digest);
    }

    private Path executable() throws IOException {
        try (var files = Files.newDirectoryStream(home.resolve(service + "/target"), service + "-*-runner")) {
            for (var file : files) {
                return file;
            }
        }
        throw new IOException("there is no executable of " + service + ": ./entente native " + service);
    }

    private Set<Platform> platforms(String place, @Nullable Path executable) throws IOException {
        var here = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        var usual =
                executable != null ? Payload.architecture(executable) : Registry.isFile(place) ? here : "amd64,arm64";
        var wanted = options.getOrDefault("--architecture", usual);
        if (executable != null && !wanted.equals(usual)) {
            throw new IllegalArgumentException("the executable is for " + usual + ", not for " + wanted);
        }
        return Stream.of(wanted.split(","))
                .map(architecture -> new Platform(architecture, "linux"))
                .collect(Collectors.toSet());
    }

    /** As the service's own configuration has them. */
    static Set<Integer> ports(Path home, String service) throws IOException {
        var properties = new Properties();
        try (var file = Files.newBufferedReader(home.resolve(service + "/src/main/resources/application.properties"))) {
            properties.load(file);
        }
        return Set.of(
                Integer.valueOf(properties.getProperty("quarkus.http.port")),
                Integer.valueOf(properties.getProperty("quarkus.management.port")));
    }
}
