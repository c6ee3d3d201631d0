package dev.entente.orchestrator.engine;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a replica waits for newer ones to take over what only they can read: two minutes from the first such piece of work on, not for
 * each anew. After that the upgrade hangs or was taken back, and nothing else must wait for it. Ten minutes without any end the upgrade.
 * Thread-safe.
 */
final class UpgradePatience {

    private static final Duration UPGRADE = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofMinutes(10);

    private Instant first = Instant.MIN;
    private @Nullable Instant last;

    /** Whether it is worth waiting, asked when there is something that only newer replicas can read. */
    synchronized boolean lasts(Instant now) {
        if (last == null || now.isAfter(last.plus(QUIET))) {
            first = now;
        }
        last = now;
        return now.isBefore(first.plus(UPGRADE));
    }
}
