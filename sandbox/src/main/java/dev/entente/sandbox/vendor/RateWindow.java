package dev.entente.sandbox.vendor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** So many requests in a fixed window of time. */
public final class RateWindow {

    private final Clock clock;
    private final Duration window;
    private volatile int limit;
    private Instant opened = Instant.MIN;
    private int used;

    public RateWindow(Clock clock, int limit, Duration window) {
        this.clock = clock;
        this.limit = limit;
        this.window = window;
    }

    public void limit(int requests) {
        limit = requests;
    }

    public int limit() {
        return limit;
    }

    /** What is left after taking one; negative when there was none to take. */
    public synchronized int take() {
        var now = clock.instant();
        if (opened.equals(Instant.MIN) || now.isAfter(opened.plus(window))) {
            opened = now;
            used = 0;
        }
        return limit - ++used;
    }

    /** How many may still be taken in this window, from 0. */
    public synchronized int remaining() {
        return Math.max(0, limit - used);
    }

    /** Until the window opens again. */
    public synchronized Duration left() {
        return Duration.between(clock.instant(), opened.plus(window));
    }
}
