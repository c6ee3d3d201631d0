package dev.entente.endtoend.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** A file to which findings are added, a line each: runs of one revision, each of some seeds, add up to one table. */
final class Findings {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<Path> file;

    private Findings(Optional<Path> file) {
        this.file = file;
    }

    /** @param file nothing for findings that no other run adds to */
    static Findings in(String file) {
        return new Findings(file.isBlank() ? Optional.empty() : Optional.of(Path.of(file)));
    }

    List<Finding> ofEarlierRuns() {
        try {
            return file.filter(Files::exists).isEmpty()
                    ? List.of()
                    : Files.readAllLines(file.get()).stream()
                            .map(Findings::read)
                            .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    void add(Finding finding) {
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(file.get().getParent());
            Files.writeString(
                    file.get(),
                    JSON.writeValueAsString(finding) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static Finding read(String line) {
        try {
            return JSON.readValue(line, Finding.class);
        } catch (JsonProcessingException defect) {
            throw new UncheckedIOException(defect);
        }
    }
}
