package dev.entente.sandbox.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A vendor's records, kept in memory and in an append-only journal of JSON lines that is read again at start. Callers
 * synchronize on the instance when several operations belong together.
 */
public final class Records {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Map<String, ObjectNode>> kinds = new LinkedHashMap<>();
    private final BufferedWriter journal;
    private long lastId;

    public Records(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file)) {
                try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
                    lines.forEach(this::replay);
                }
            }
            journal = Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unusable) {
            throw new UncheckedIOException("journal " + file.getFileName(), unusable);
        }
    }

    /** A new identifier: digits only, never used before in this account. */
    public synchronized String nextId() {
        return Long.toString(++lastId);
    }

    public synchronized Optional<ObjectNode> find(String kind, String id) {
        return Optional.ofNullable(ofKind(kind).get(id)).map(ObjectNode::deepCopy);
    }

    public synchronized Optional<ObjectNode> findFirst(String kind, Predicate<ObjectNode> condition) {
        return ofKind(kind).values().stream().filter(condition).findFirst().map(ObjectNode::deepCopy);
    }

    public synchronized List<ObjectNode> where(String kind, Predicate<ObjectNode> condition) {
        return ofKind(kind).values().stream()
                .filter(condition)
                .map(ObjectNode::deepCopy)
                .toList();
    }

    public synchronized List<ObjectNode> all(String kind) {
        return ofKind(kind).values().stream().map(ObjectNode::deepCopy).toList();
    }

    public synchronized List<String> kinds() {
        return new ArrayList<>(kinds.keySet());
    }

    public synchronized int count(String kind) {
        return ofKind(kind).size();
    }

    public synchronized void put(String kind, String id, ObjectNode record) {
        ofKind(kind).put(id, record.deepCopy());
        write(kind, id, record);
    }

    public synchronized void remove(String kind, String id) {
        ofKind(kind).remove(id);
        write(kind, id, null);
    }

    /** A record with the identifier it is kept under. */
    public record Entry(String id, ObjectNode record) {}

    public synchronized List<Entry> allWithIds(String kind) {
        return ofKind(kind).entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue().deepCopy()))
                .toList();
    }

    /** Sets a flag that is forgotten on restart, because it is not written to the journal. */
    public synchronized void mark(String kind, String id, String flag) {
        var record = ofKind(kind).get(id);
        if (record != null) {
            record.put(flag, true);
        }
    }

    private Map<String, ObjectNode> ofKind(String kind) {
        return kinds.computeIfAbsent(kind, unused -> new LinkedHashMap<>());
    }

    private void write(String kind, String id, @org.jspecify.annotations.Nullable ObjectNode record) {
        var line = JSON.createObjectNode().put("kind", kind).put("id", id).put("lastId", lastId);
        if (record != null) {
            line.set("record", record);
        }
        try {
            journal.write(line.toString());
            journal.newLine();
            journal.flush();
        } catch (IOException full) {
            throw new UncheckedIOException("journal", full);
        }
    }

    private void replay(String line) {
        JsonNode entry;
        try {
            entry = JSON.readTree(line);
        } catch (IOException torn) {
            return; // the last line of a killed process
        }
        lastId = Math.max(lastId, entry.path("lastId").asLong());
        var ofKind = ofKind(entry.path("kind").asText());
        if (entry.get("record") instanceof ObjectNode record) {
            ofKind.put(entry.path("id").asText(), record);
        } else {
            ofKind.remove(entry.path("id").asText());
        }
    }
}
