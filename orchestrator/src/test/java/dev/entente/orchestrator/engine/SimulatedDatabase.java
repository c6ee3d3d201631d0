package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.service.messaging.OutgoingRecord;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What PostgreSQL does for the engine: one batch is one transaction, and fails as a whole when somebody was faster. */
final class SimulatedDatabase {

    private final SimulatedTime time;
    private final Map<String, Instance> instances = new TreeMap<>();
    private final Map<String, Instant> leases = new HashMap<>();
    private final Set<String> inbox = new HashSet<>();
    private final TreeMap<Long, Row> outbox = new TreeMap<>();
    private long lastRow;
    private boolean relayed;

    /** A row of the outbox. */
    private record Row(OutboxRow content, boolean held, Instant addedAt) {}

    /** A row for the relay. */
    record Waiting(long id, OutboxRow content) {}

    SimulatedDatabase(SimulatedTime time) {
        this.time = time;
    }

    Map<String, BatchRead.Stored> read(Collection<String> ids) {
        var stored = new HashMap<String, BatchRead.Stored>();
        for (var id : ids) {
            var instance = instances.get(id);
            if (instance != null) {
                stored.put(id, new BatchRead.Stored(instance.definitionVersion(), hosted -> instance));
            }
        }
        return stored;
    }

    Set<String> seen(Collection<String> messages) {
        var seen = new HashSet<>(messages);
        seen.retainAll(inbox);
        return seen;
    }

    Set<String> waitingFlows(Collection<Long> underWay, Collection<String> answered) {
        return outbox.entrySet().stream()
                .filter(row -> !underWay.contains(row.getKey()))
                .flatMap(row -> row.getValue().content().records().stream())
                .map(OutgoingRecord::attributes)
                .filter(record -> !answered.contains(record.id()))
                .map(Attributes::correlationId)
                .collect(Collectors.toSet());
    }

    /** The id of the row to be published, 0 when there is none; -1 when somebody was faster, and nothing is written. */
    long write(Batch batch, OutboxRow outgoing, OutboxRow held, List<Long> published) {
        var lost = batch.fresh().stream().anyMatch(message -> inbox.contains(message.id()))
                || batch.created().stream()
                        .anyMatch(row -> instances.containsKey(row.instance().id()))
                || batch.updated().stream()
                        .anyMatch(row -> instances.get(row.instance().id()).version()
                                != row.instance().version());
        if (lost) {
            return -1;
        }
        batch.fresh().forEach(message -> inbox.add(message.id()));
        for (var row : batch.instances()) {
            instances.put(row.id(), row.stored());
            leases.remove(row.id());
        }
        published.forEach(outbox::remove);
        var id = outgoing.records().isEmpty() ? 0 : add(outgoing, false);
        if (!held.records().isEmpty()) {
            add(held, true);
        }
        return id;
    }

    private long add(OutboxRow row, boolean held) {
        outbox.put(++lastRow, new Row(OutboxRow.of(row.bytes()), held, time.now()));
        return lastRow;
    }

    /** Instances whose time has come, leased to whoever asks. */
    List<Instance> claimDue(int most) {
        var claimed = new ArrayList<Instance>();
        for (var instance : instances.values()) {
            var due = instance.due();
            var leased = leases.getOrDefault(instance.id(), Instant.MIN);
            if (claimed.size() < most && due != null && !due.at().isAfter(time.now()) && leased.isBefore(time.now())) {
                leases.put(instance.id(), time.now().plusSeconds(30));
                claimed.add(instance);
            }
        }
        return claimed;
    }

    /** Whether the caller is the one relay now. */
    boolean takeRelay() {
        var free = !relayed;
        relayed = true;
        return free;
    }

    void leaveRelay() {
        relayed = false;
    }

    List<Waiting> oldest(RowsUnderWay underWay) {
        var before = time.now().minus(Duration.ofSeconds(5));
        var mine = underWay.seen().ids();
        return outbox.headMap(underWay.oldestSending()).entrySet().stream()
                .filter(row -> !mine.contains(row.getKey()))
                .filter(row -> row.getValue().addedAt().isBefore(before)
                        || row.getValue().held() && !waitsForAnOlderOne(row.getKey(), row.getValue()))
                .limit(20)
                .map(row -> new Waiting(row.getKey(), row.getValue().content()))
                .toList();
    }

    private boolean waitsForAnOlderOne(long id, Row row) {
        return outbox.headMap(id).values().stream()
                .anyMatch(older -> !Collections.disjoint(
                        older.content().flows(), row.content().flows()));
    }

    void delete(Collection<Long> rows) {
        rows.forEach(outbox::remove);
    }

    Collection<Instance> instances() {
        return instances.values();
    }

    int unpublished() {
        return outbox.size();
    }
}
