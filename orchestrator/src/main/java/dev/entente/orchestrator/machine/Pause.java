package dev.entente.orchestrator.machine;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * That an instance is stopped for a while, by a person or because a connection it needs is away. What happens meanwhile still
 * counts; nothing is sent.
 *
 * @param since when it was paused
 * @param clocks whether deadlines and retries are put off by as long as the pause takes
 * @param due what was due when it was paused
 * @param owes whether something happened meanwhile that the state has still to act upon
 * @param heldFor the connection that is waited for; absent when a person has stopped it
 */
public record Pause(
        Instant since,
        Clocks clocks,
        @Nullable Due due,
        boolean owes,
        @Nullable String heldFor) {

    /** What a pause does to deadlines. */
    public enum Clocks {
        /** They go on: what became due meanwhile happens as soon as the instance is resumed. */
        RUN,
        /** They stand still, and are put off by the length of the pause. */
        STOP
    }

    Pause owing() {
        return new Pause(since, clocks, null, true, heldFor);
    }

    boolean isHold() {
        return heldFor != null;
    }

    /**
     * A person stops what waits for a connection: then it is the person who lets it go on, and what the wait has put off stays so.
     *
     * @param putOff by the wait so far
     */
    Pause taken(Instant now, Duration putOff, Clocks byPerson) {
        return new Pause(now, byPerson, due == null ? null : due.putOff(putOff), owes, null);
    }

    /**
     * By how much clocks are put off when the pause ends now.
     *
     * @param from what began then, if that was during the pause, has waited only since
     */
    Duration putOff(Instant from, Instant now) {
        return clocks == Clocks.STOP ? Duration.between(from.isAfter(since) ? from : since, now) : Duration.ZERO;
    }
}
