package dev.entente.orchestrator.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Ids of outbox rows that nobody need wait for: their records are on their way to Kafka in the order of the commits, or are
 * there and the row waits to be deleted, which costs nothing extra when a batch takes it along. Thread-safe.
 */
final class PublishedRows {

    private final Set<Long> beingPublished = new HashSet<>();
    private final Set<Long> waiting = new HashSet<>();
    private final Set<Long> beingDeleted = new HashSet<>();

    synchronized void publishing(Collection<Long> ids) {
        beingPublished.addAll(ids);
    }

    /** They are the relay's now, which keeps their order. */
    synchronized void failed(Collection<Long> ids) {
        ids.forEach(beingPublished::remove);
    }

    synchronized void published(Collection<Long> ids) {
        ids.forEach(beingPublished::remove);
        waiting.addAll(ids);
    }

    /** All that are published and that nobody deletes yet, for the caller to delete. */
    synchronized List<Long> take() {
        var taken = new ArrayList<>(waiting);
        beingDeleted.addAll(waiting);
        waiting.clear();
        return taken;
    }

    synchronized void deleted(Collection<Long> ids) {
        ids.forEach(beingDeleted::remove);
    }

    synchronized void giveBack(Collection<Long> ids) {
        ids.forEach(beingDeleted::remove);
        waiting.addAll(ids);
    }

    /** Every row that need not be waited for and may still be in the table. */
    synchronized List<Long> all() {
        var all = new ArrayList<>(beingPublished);
        all.addAll(waiting);
        all.addAll(beingDeleted);
        return all;
    }
}
