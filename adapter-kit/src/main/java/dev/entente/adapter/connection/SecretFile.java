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

    /** Somebody must see to the file. Has no cause: a missing file is no system that is away and comes back by itself. */
    public static final class Unusable extends IllegalStateException {
        Unusable(String message) {
            super(message);
        }
    }

    public SecretFile(Path path) {
        this.path = path;
    }

    /**
     * The secret without surrounding white space.
     *
     * @throws Unusable naming the file if it cannot be read or is empty
     */
    public synchronized String value() {
        try {
            var modified = Files.getLastModifiedTime(path);
            if (content == null || !content.modified().equals(modified)) {
                content = new Content(
                        Files.readString(path, StandardCharsets.UTF_8).strip(), modified);
            }
            if (content.value().isEmpty()) {
                throw new Unusable(this + " is empty");
            }
            return content.value();
        } catch (IOException unreadable) {
            throw new Unusable(
                    this + " cannot be read: " + unreadable.getClass().getSimpleName());
        }
    }

    @Override
    public String toString() {
        return "secret file " + path.getFileName();
    }
}
