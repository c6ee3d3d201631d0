package dev.entente.adapter.http;

import dev.entente.contracts.failure.Failure;
import dev.entente.service.reactive.EventLoop;
import io.smallrye.mutiny.Uni;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** After a vendor said "not now", nobody calls before the time it named. Short waits happen here, long ones elsewhere. */
final class Throttle {

    private static final Duration UNNAMED = Duration.ofSeconds(2);

    /** Quotas are of a day at the most, which may be one of 25 hours; whoever names a longer time errs, and is asked again. */
    private static final Duration LONGEST = Duration.ofHours(25);

    private final Clock clock;
    private final Duration longestWait;
    private volatile Instant closedUntil = Instant.MIN;

    Throttle(Clock clock, Duration longestWait) {
        this.clock = clock;
        this.longestWait = longestWait;
    }

    /** Completes when calling is allowed; fails as throttled when that is too far away to wait for. */
    Uni<Void> pass() {
        return Uni.createFrom().deferred(() -> {
            var left = left();
            if (left.isZero()) {
                return Uni.createFrom().voidItem();
            }
            if (left.compareTo(longestWait) > 0) {
                return Uni.createFrom()
                        .failure(VendorFailure.refused(new Failure.Throttled("the vendor's quota is used up", left)));
            }
            return EventLoop.pause(left);
        });
    }

    /** How long it stays closed; zero when it is open. */
    Duration left() {
        var left = Duration.between(clock.instant(), max(closedUntil, Instant.EPOCH));
        return left.isPositive() ? left : Duration.ZERO;
    }

    void close(Failure.Throttled refusal) {
        var wait = refusal.retryAfter() == null ? UNNAMED : min(refusal.retryAfter(), LONGEST);
        closedUntil = max(closedUntil, clock.instant().plus(wait));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
