package dev.entente.adapter.records;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Work in lanes: what has the same key is done in the order it came, one at a time; what has different keys is done at the same
 * time, up to a limit. Safe for use by several threads.
 *
 * @param <K> names a lane
 * @param <W> a piece of work
 */
final class Lanes<K, W> {

    private final int limit;
    private final Consumer<W> start;

    /** The first of each lane is being done, unless its lane is ready. */
    private final Map<K, Deque<W>> lanes = new HashMap<>();

    private final SequencedSet<K> ready = new LinkedHashSet<>();
    private int held;
    private int running;

    /**
     * @param limit how many are done at the same time, at least 1
     * @param start begins a piece of work and returns at once; whoever does it calls {@link #done} later
     */
    Lanes(int limit, Consumer<W> start) {
        this.limit = limit;
        this.start = start;
    }

    void add(K key, W work) {
        List<W> next;
        synchronized (this) {
            var lane = lanes.get(key);
            if (lane == null) {
                lane = new ArrayDeque<>();
                lanes.put(key, lane);
                ready.add(key);
            }
            lane.add(work);
            held++;
            next = next();
        }
        next.forEach(start);
    }

    void done(K key) {
        List<W> next;
        synchronized (this) {
            var lane = lane(key);
            lane.remove();
            held--;
            running--;
            if (lane.isEmpty()) {
                lanes.remove(key);
            } else {
                ready.add(key);
            }
            next = next();
            notifyAll();
        }
        next.forEach(start);
    }

    private List<W> next() {
        var next = new ArrayList<W>();
        while (running < limit && !ready.isEmpty()) {
            next.add(lane(ready.removeFirst()).element());
            running++;
        }
        return next;
    }

    private Deque<W> lane(K key) {
        return Objects.requireNonNull(lanes.get(key));
    }

    /** Forgets work that was not begun. */
    synchronized void forget(Predicate<W> which) {
        for (var lane : List.copyOf(lanes.entrySet())) {
            var works = lane.getValue();
            var begun = ready.contains(lane.getKey()) ? null : works.remove();
            var before = works.size();
            works.removeIf(which);
            held -= before - works.size();
            if (begun != null) {
                works.addFirst(begun);
            } else if (works.isEmpty()) {
                lanes.remove(lane.getKey());
                ready.remove(lane.getKey());
            }
        }
    }

    /** How much is not done yet, begun or not. */
    synchronized int held() {
        return held;
    }

    /**
     * Waits until nothing of a kind is being done, or too long.
     *
     * @param millis how long at the most
     */
    synchronized void awaitEnd(Predicate<W> which, long millis) throws InterruptedException {
        var end = System.nanoTime() + millis * 1_000_000;
        for (var left = millis; left > 0 && isBeingDone(which); left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    private boolean isBeingDone(Predicate<W> which) {
        return lanes.entrySet().stream()
                .anyMatch(lane -> !ready.contains(lane.getKey())
                        && which.test(lane.getValue().element()));
    }
}
