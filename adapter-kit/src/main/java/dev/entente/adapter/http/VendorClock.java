package dev.entente.adapter.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * What a vendor's clock shows, as its answers tell by their {@code Date} (RFC 9110, section 6.6.1): to the second, and early rather than
 * late, by the time that an answer takes to arrive. Until the first answer that has one it is taken to show what ours shows.
 *
 * <p>Positions in a vendor's feed are made of the vendor's times: by a clock of ours that is fast, changes would be passed over for good.
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
        return moment().get();
    }

    /** What it showed when this was called, as far as is known when that is asked for: after an answer that is better known. */
    public Supplier<Instant> moment() {
        var now = ours.instant();
        return () -> now.plus(ahead);
    }
}
