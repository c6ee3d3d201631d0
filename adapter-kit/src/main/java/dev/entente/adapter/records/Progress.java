package dev.entente.adapter.records;

import java.util.TreeSet;

/**
 * How far one partition is through, while its records end in any order. Nothing is behind the committed offset that has not
 * ended: whoever takes the partition over begins with the first record that has not. Safe for use by several threads.
 */
final class Progress {

    private final TreeSet<Long> underWay = new TreeSet<>();
    private long next;

    synchronized void begun(long offset) {
        underWay.add(offset);
        next = offset + 1;
    }

    synchronized void ended(long offset) {
        underWay.remove(offset);
    }

    /** The offset to begin with, for whoever takes the partition over now. */
    synchronized long through() {
        return underWay.isEmpty() ? next : underWay.first();
    }
}
