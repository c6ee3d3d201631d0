package dev.entente.orchestrator.machine;

import java.util.Locale;

/** How an instance is doing, whichever state it is in. */
public enum Status {
    /** Something is under way or awaited. */
    ACTIVE,
    /** A person, or something missing, is waited for. */
    PARKED,
    /** Stopped for a while, by a person: events still count, nothing is sent. */
    PAUSED,
    /** Reached its goal. */
    COMPLETED,
    /** Given up, by decision. */
    CANCELLED;

    /** As it stands in metrics and logs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isFinal() {
        return this == COMPLETED || this == CANCELLED;
    }
}
