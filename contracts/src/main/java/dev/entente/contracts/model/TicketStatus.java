package dev.entente.contracts.model;

/** Where a ticket stands; each support adapter translates its own words. */
public enum TicketStatus {
    /** Nobody has looked at it. */
    NEW,
    OPEN,
    /** The customer has to say something. */
    PENDING,
    /** Somebody else than the customer has to. */
    ON_HOLD,
    SOLVED,
    /** For good: whoever comes back opens a new ticket. */
    CLOSED;

    /** Whether a ticket may go from here to there. Nothing leaves {@code CLOSED}, nothing comes back to {@code NEW}. */
    public boolean mayBecome(TicketStatus next) {
        return this == next || (this != CLOSED && next != NEW);
    }
}
