package dev.entente.sandbox.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The server process behind a data directory. It is nobody's child: {@code pg_ctl} started it and left. */
public final class DatabaseServer {

    private DatabaseServer() {}

    /** The running server of a data directory, by the id in its own {@code postmaster.pid}. */
    public static Optional<ProcessHandle> find(Path data) {
        try {
            var lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info().command().orElse("").contains("postgres"));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException notRunning) {
            return Optional.empty();
        }
    }
}
