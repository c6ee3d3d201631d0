package dev.entente.adapter.command;

import dev.entente.contracts.message.Event;

import java.time.Duration;

/** What the ledger says about a command that wants to be performed. */
sealed interface Admission {

    /**
     * Go ahead; the intent is committed.
     *
     * @param attempt to be handed back when settling
     * @param probeFirst an earlier attempt may have had its effect
     * @param since when its lease began, as {@link System#nanoTime} tells the time
     */
    record Proceed(int attempt, boolean probeFirst, long since) implements Admission {}

    /** It is done, or this very command failed already: this is the answer. */
    record Settled(Event outcome) implements Admission {}

    /** Somebody else is at it, or died at it: ask again when the lease is over. */
    record InFlight(Duration leaseLeft) implements Admission {}

    /** A later step of the same flow was begun: this one is worth nothing any more. */
    record Superseded() implements Admission {}

    /** The same intent came with another payload. */
    record Conflict() implements Admission {}
}
