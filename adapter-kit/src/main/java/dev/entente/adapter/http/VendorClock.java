package dev.entente.adapter.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * What a vendor's clock shows, as its answers tell by their {@code Date} (RFC 9110, section 6.6.1): to the second, less the time that an
 * answer takes to arrive. Until the first answer that has one it is taken to show what ours shows.
 */
public final class VendorClock {

    private final Clock ours;
    private volatile Duration ahead = Duration.ZERO;

    VendorClock(Clock ours) {
        this.ours = ours;
    }

    /** An answer with this date has just arrived. */
    void answered(Instant date) {
        ahead = Duration.between(ours.instant(), date);
    }

    public Instant now() {
        return ours.instant().plus(ahead);
    }

    /**
     * When this was called, by this clock or by ours, whichever was behind; to be asked for after the answer to what is called next, by
     * which it is better known. Positions in feeds are made of it: by a clock that is fast, changes would be passed over for good; by
     * one that is slow, they are read twice.
     */
    public Supplier<Instant> moment() {
        var now = ours.instant();
        return () -> ahead.isNegative() ? now.plus(ahead) : now;
    }
}
