package dev.entente.service.deadletter;

import java.time.Instant;

/**
 * A replay of many letters, while it runs and after.
 *
 * @param letters how many there are to be replayed
 * @param refused those that came back or were decided about meanwhile
 * @param note why it ended before its time; empty otherwise
 */
public record ReplayJob(
        String id,
        Status status,
        int letters,
        int replayed,
        int refused,
        String note,
        String askedBy,
        String askedWhy,
        Instant startedAt,
        Instant updatedAt) {

    /** Where it stands. */
    public enum Status {
        RUNNING,
        /** Nothing was heard of it for a minute: its process ended. What it has not replayed waits still. */
        STALLED,
        DONE,
        CANCELLED,
        FAILED
    }
}
