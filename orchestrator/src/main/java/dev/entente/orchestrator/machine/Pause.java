package dev.entente.orchestrator.machine;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * That somebody has stopped an instance for a while. What happens meanwhile still counts; nothing is sent.
 *
 * @param since when it was paused
 * @param clocks whether deadlines and retries are put off by as long as the pause takes
 * @param due what was due when it was paused
 * @param owes whether something happened meanwhile that the state has still to act upon
 */
public record Pause(Instant since, Clocks clocks, @Nullable Due due, boolean owes) {

    /** What a pause does to deadlines. */
    public enum Clocks {
        /** They go on: what became due meanwhile happens as soon as the instance is resumed. */
        RUN,
        /** They stand still, and are put off by the length of the pause. */
        STOP
    }

    Pause owing() {
        return new Pause(since, clocks, null, true);
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
