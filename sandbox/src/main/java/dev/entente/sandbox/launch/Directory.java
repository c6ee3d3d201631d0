package dev.entente.sandbox.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Where things are.
 *
 * @param home the checkout, built
 * @param data what a sandbox keeps: databases, journals, logs, secrets; one sandbox per directory
 */
public record Directory(Path home, Path data) {

    public Directory {
        home = home.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
    }

    /** What real systems are made from; it outlives sandboxes. */
    static final String REAL = "real";

    /** A directory without anything of an earlier sandbox in it. */
    public static Directory fresh(Path home, Path data) {
        var directory = new Directory(home, data);
        directory.forget();
        return directory;
    }

    /** Deletes what a sandbox keeps, except what real systems are made from. */
    void forget() {
        var kept = data.resolve(REAL);
        delete(data, file -> !file.equals(data) && !file.startsWith(kept));
    }

    /** Deletes what is chosen of a directory and all that is in it, if it is there. */
    static void delete(Path directory, Predicate<Path> which) {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file :
                    files.sorted(Comparator.reverseOrder()).filter(which).toList()) {
                Files.delete(file);
            }
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }

    /** A real system's template and credentials, see sandbox/real. */
    Path prepared(String system) {
        return home.resolve(".entente").resolve(REAL).resolve(system);
    }

    /** The options of the systems that this sandbox was begun with. */
    Optional<String> systems() {
        var file = data.resolve("systems");
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    void begin(Systems systems) {
        try {
            Files.writeString(make(data).resolve("systems"), systems.options());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    Path service(String name) {
        return application(name).resolve("quarkus-run.jar");
    }

    /** With all its jars. */
    Path application(String service) {
        return home.resolve(service).resolve("target/quarkus-app");
    }

    /** Of a service's classes, loaded and linked. */
    Path cache(String service) {
        return home.resolve(service).resolve("target").resolve(service + ".aot");
    }

    /** Whether there is one of the jars that there are: a JVM takes no notice of an older one. */
    boolean hasCache(String service) {
        try {
            return Files.exists(cache(service))
                    && Files.getLastModifiedTime(cache(service)).compareTo(Files.getLastModifiedTime(service(service)))
                            > 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    boolean hasExecutable(String service) {
        return !executables(service).isEmpty();
    }

    /** @throws IllegalStateException if it was not built, or more than once in different versions */
    Path executable(String service) {
        var executables = executables(service);
        if (executables.size() != 1) {
            throw new IllegalStateException("./entente native " + service + " makes one executable, there are "
                    + executables.size() + " in " + service + "/target");
        }
        return executables.getFirst();
    }

    private List<Path> executables(String service) {
        var target = home.resolve(service).resolve("target");
        var executables = new ArrayList<Path>();
        try (var built = Files.newDirectoryStream(target, service + "-*-runner")) {
            built.forEach(executables::add);
        } catch (NoSuchFileException nothingBuilt) {
            return List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return executables;
    }

    /** The class path of the sandbox's own processes. */
    String sandboxClassPath() {
        var target = home.resolve("sandbox/target");
        return target.resolve("classes") + java.io.File.pathSeparator + target.resolve("lib") + "/*";
    }

    Path log(String component) {
        return make(data.resolve("logs")).resolve(component + ".log");
    }

    Path processes() {
        return make(data).resolve("processes.json");
    }

    Path ports() {
        return make(data).resolve("ports.properties");
    }

    Path secret(String name) {
        return make(data.resolve("secrets")).resolve(name);
    }

    /** Writes a secret that only this user can read, once. */
    Path secretOnce(String name, Supplier<String> value) {
        var file = secret(name);
        if (!Files.exists(file)) {
            try {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, value.get(), StandardCharsets.UTF_8);
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
        }
        return file;
    }

    private static Path make(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
