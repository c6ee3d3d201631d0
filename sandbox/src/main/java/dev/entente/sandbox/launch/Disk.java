package dev.entente.sandbox.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What a component keeps. To be touched only while the component does not run. */
public final class Disk {

    private final Path data;
    private final Path copy;

    Disk(Path data) {
        this.data = data;
        this.copy = data.resolveSibling(data.getFileName() + "-copy");
    }

    /** Keeps a copy as it is now, in the place of an earlier one. */
    public void keep() {
        empty(copy);
        copy(data, copy);
    }

    /** What came after the copy is lost. */
    public void goBack() {
        if (!Files.exists(copy)) {
            throw new IllegalStateException("no copy of " + data.getFileName() + " was kept");
        }
        empty(data);
        copy(copy, data);
    }

    /** Everything is lost. */
    public void lose() {
        empty(data);
    }

    private static void empty(Path directory) {
        Directory.delete(directory, file -> true);
    }

    private static void copy(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException uncopyable) {
            throw new UncheckedIOException(uncopyable);
        }
    }
}
