package dev.entente.images;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * What stands above the base, all below {@value #HOME}, and how it is started. What changes rarely comes first, so that a
 * release moves as few bytes as it can: a registry and a node that know a layer are not sent it again.
 *
 * @param base the base that is taken unless another is asked for
 */
record Payload(String base, List<FileEntriesLayer> layers, List<String> entrypoint) {

    static final String HOME = "/opt/entente";

    /** The first bytes of an executable in the ELF format, and where it says for which processor it is. */
    private static final int ELF = 0x464c457f;

    private static final int ELF_HEADER = 20;
    private static final int ELF_MACHINE = 18;

    /**
     * A service as {@code mvn package} leaves it.
     *
     * @param application the directory with {@code quarkus-run.jar}
     */
    static Payload ofJars(Path application) throws IOException {
        Predicate<Path> library = file -> file.startsWith(application.resolve("lib"));
        Predicate<Path> ours = file -> file.getFileName().toString().startsWith("dev.entente.");
        return new Payload(
                "eclipse-temurin:25-jre",
                List.of(
                        layer("libraries", application, library.and(ours.negate())),
                        layer("libraries of this release", application, library.and(ours)),
                        layer("service", application, library.negate())),
                List.of("java", "--sun-misc-unsafe-memory-access=allow", "-jar", HOME + "/quarkus-run.jar"));
    }

    /** A service as {@code ./entente native} leaves it; the base must have glibc 2.34 or newer, and zlib. */
    static Payload ofExecutable(Path executable) {
        var place = AbsoluteUnixPath.get(HOME + "/service");
        return new Payload(
                "debian:12-slim",
                List.of(FileEntriesLayer.builder()
                        .setName("service")
                        .addEntry(executable, place, FilePermissions.fromOctalString("755"))
                        .build()),
                List.of(place.toString()));
    }

    /**
     * What a Linux executable runs on, as its header says: {@code amd64} or {@code arm64}.
     *
     * @throws IOException if it is none, for example one of the machine that it was compiled on
     */
    static String architecture(Path executable) throws IOException {
        byte[] header;
        try (var file = Files.newInputStream(executable)) {
            header = file.readNBytes(ELF_HEADER);
        }
        var fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        if (header.length < ELF_HEADER || fields.getInt(0) != ELF) {
            throw new IOException(executable.getFileName() + " is no executable for Linux");
        }
        return switch (fields.getShort(ELF_MACHINE)) {
            case 62 -> "amd64";
            case 183 -> "arm64";
            default -> throw new IOException(executable.getFileName() + " is for another processor");
        };
    }

    private static FileEntriesLayer layer(String name, Path application, Predicate<Path> wanted) throws IOException {
        var layer = FileEntriesLayer.builder().setName(name);
        try (var files = Files.walk(application)) {
            files.filter(Files::isRegularFile)
                    .filter(wanted)
                    .sorted()
                    .forEach(file ->
                            layer.addEntry(file, AbsoluteUnixPath.get(HOME).resolve(application.relativize(file))));
        }
        return layer.build();
    }
}
