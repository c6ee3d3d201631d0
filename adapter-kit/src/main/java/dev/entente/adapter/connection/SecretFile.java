package dev.entente.adapter.connection;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** A secret in a mounted file, read again when the file changes. Its value appears in no log, error or trace. */
public final class SecretFile {

    private final Path path;
    private @Nullable Content content;

    private record Content(String value, FileTime modified) {}

    public SecretFile(Path path) {
        this.path = path;
    }

    /**
     * The secret without surrounding white space.
     *
     * @throws IllegalStateException naming the file if it cannot be read or is empty
     */
    public synchronized String value() {
        try {
            var modified = Files.getLastModifiedTime(path);
            if (content == null || !content.modified().equals(modified)) {
                content = new Content(
                        Files.readString(path, StandardCharsets.UTF_8).strip(), modified);
            }
            if (content.value().isEmpty()) {
                throw new IllegalStateException("secret file " + path.getFileName() + " is empty");
            }
            return content.value();
        } catch (IOException unreadable) {
            throw new IllegalStateException("secret file " + path.getFileName() + " cannot be read", unreadable);
        }
    }

    @Override
    public String toString() {
        return "secret file " + path.getFileName();
    }
}
