package dev.entente.orchestrator.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Outbox rows that this process publishes itself, from their commit to their deletion. Rows of one flow go one after the
 * other: one that fails takes those behind it along, to the relay, so that none overtakes. Thread-safe.
 */
final class RowsUnderWay {

    /** Longer than a batch takes between reading and writing, whose statements are given up after half a minute each. */
    private static final long KEPT_NANOS = Duration.ofMinutes(5).toNanos();

    private final Map<Long, Sending> sending = new HashMap<>();
    private final Map<String, Sending> lastOfFlow = new HashMap<>();
    private final Set<Long> published = new HashSet<>();
    private final Set<Long> beingDeleted = new HashSet<>();
    private final Map<String, Failed> lastFailureOfFlow = new HashMap<>();
    private long failures;

    /** A row on its way to Kafka. */
    private record Sending(List<String> flows, CompletableFuture<Void> end) {}

    /**
     * A row that went to the relay.
     *
     * @param number counts such rows
     * @param nanos of the JVM's clock
     */
    private record Failed(long number, long nanos) {}

    /**
     * Rows that may be in the table and that later ones need not wait for in the relay, as long as none of them fails.
     *
     * @param failures how many have failed before
     */
    record Seen(List<Long> ids, long failures) {}

    /**
     * A row starts. The answer completes when those of its flows before it are there, and fails when one of them is not, or has failed
     * since the table was looked at: then it is in the relay's hands, and this one has to follow it there.
     */
    synchronized CompletableFuture<Void> send(long id, List<String> flows, Seen seen) {
        var own = new Sending(flows, new CompletableFuture<>());
        sending.put(id, own);
        var before = new HashSet<CompletableFuture<Void>>();
        for (var flow : flows) {
            var last = lastOfFlow.put(flow, own);
            if (last != null) {
                before.add(last.end());
            }
        }
        if (flows.stream().anyMatch(flow -> hasFailedSince(flow, seen))) {
            return CompletableFuture.failedFuture(new IllegalStateException("an earlier row has failed meanwhile"));
        }
        return CompletableFuture.allOf(before.toArray(CompletableFuture[]::new));
    }

    private boolean hasFailedSince(String flow, Seen seen) {
        var last = lastFailureOfFlow.get(flow);
        return last != null && last.number() > seen.failures();
    }

    /** It is there, and waits to be deleted, which costs nothing extra when a batch takes it along. */
    void published(long id) {
        Sending row;
        synchronized (this) {
            row = gone(id);
            published.add(id);
        }
        row.end().complete(null);
    }

    /** It is the relay's now, which keeps the order. */
    void failed(long id, Throwable failure) {
        Sending row;
        synchronized (this) {
            row = gone(id);
            var failed = new Failed(++failures, System.nanoTime());
            lastFailureOfFlow.values().removeIf(old -> failed.nanos() - old.nanos() > KEPT_NANOS);
            row.flows().forEach(flow -> lastFailureOfFlow.put(flow, failed));
        }
        row.end().completeExceptionally(failure);
    }

    private Sending gone(long id) {
        var row = sending.remove(id);
        if (row == null) {
            throw new IllegalArgumentException("row " + id + " is not on its way");
        }
        row.flows().forEach(flow -> lastOfFlow.remove(flow, row));
        return row;
    }

    /** How many are on their way. */
    synchronized int sending() {
        return sending.size();
    }

    /** Before this id the relay may publish: nothing older is on its way. */
    synchronized long oldestSending() {
        return sending.keySet().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    /** All that are published and that nobody deletes yet, for the caller to delete. */
    synchronized List<Long> takePublished() {
        var taken = List.copyOf(published);
        beingDeleted.addAll(taken);
        published.clear();
        return taken;
    }

    /** Whether it is published and nobody deletes it yet. */
    synchronized boolean isLeft(long id) {
        return published.contains(id);
    }

    synchronized void deleted(Collection<Long> ids) {
        ids.forEach(beingDeleted::remove);
    }

    synchronized void giveBack(Collection<Long> ids) {
        ids.forEach(beingDeleted::remove);
        published.addAll(ids);
    }

    synchronized Seen seen() {
        var all = new ArrayList<>(sending.keySet());
        all.addAll(published);
        all.addAll(beingDeleted);
        return new Seen(all, failures);
    }
}
