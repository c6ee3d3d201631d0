package dev.entente.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/** An image in a file, as {@code docker load} and {@code podman load} take it, laid out in a directory. */
record ImageArchive(Path directory) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One file of a layer; {@code owner} is a number. */
    record Entry(String path, int mode, long owner) {}

    static ImageArchive of(Path file, Path directory) throws IOException {
        unpack(Files.newInputStream(file), directory);
        return new ImageArchive(directory);
    }

    private JsonNode manifest() throws IOException {
        return json(directory.resolve("manifest.json")).path(0);
    }

    JsonNode config() throws IOException {
        return json(directory.resolve(manifest().path("Config").asText()));
    }

    int layers() throws IOException {
        return digests().size();
    }

    /** What names the content of each layer, the base's first. */
    List<String> digests() throws IOException {
        return StreamSupport.stream(config().path("rootfs").path("diff_ids").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** The regular files of a layer; the first layers are the base's. */
    List<Entry> layer(int number) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var tar = open(number)) {
            for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                if (entry.isFile()) {
                    entries.add(new Entry("/" + entry.getName(), entry.getMode() & 0777, entry.getLongUserId()));
                }
            }
        }
        return entries;
    }

    /** All layers above each other, as a container would see them. */
    Path unpacked(Path root) throws IOException {
        for (int number = 0; number < layers(); number++) {
            unpack(layerFile(number), root);
        }
        return root;
    }

    private TarArchiveInputStream open(int number) throws IOException {
        return new TarArchiveInputStream(layerFile(number));
    }

    private InputStream layerFile(int number) throws IOException {
        var name = manifest().path("Layers").path(number).asText();
        return new GZIPInputStream(Files.newInputStream(directory.resolve(name)));
    }

    private static JsonNode json(Path file) throws IOException {
        return JSON.readTree(file.toFile());
    }

    private static void unpack(InputStream stream, Path directory) {
        try (var tar = new TarArchiveInputStream(stream)) {
            for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                if (entry.isFile()) {
                    var file = directory.resolve(entry.getName());
                    Files.createDirectories(file.getParent());
                    Files.copy(tar, file);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
