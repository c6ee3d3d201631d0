package dev.entente.contracts.integration;

import dev.entente.contracts.model.Require;

import java.time.Duration;

/**
 * When a step that failed transiently is tried again: after {@code firstDelay}, then {@code factor} times longer each
 * time up to {@code longestDelay}, every delay shortened at random by up to {@code jitter} of itself.
 *
 * @param attempts how often in all, the first included; 1 to 100
 * @param factor at least 1
 * @param jitter 0 to 1
 */
public record RetryPolicy(int attempts, Duration firstDelay, double factor, Duration longestDelay, double jitter) {

    public RetryPolicy {
        Require.that(attempts >= 1 && attempts <= 100, "attempts is not between 1 and 100");
        Require.that(factor >= 1, "factor is less than 1");
        Require.that(jitter >= 0 && jitter <= 1, "jitter is not between 0 and 1");
        Require.that(firstDelay.isPositive(), "firstDelay is not positive");
        Require.that(longestDelay.compareTo(firstDelay) >= 0, "longestDelay is shorter than firstDelay");
    }

    /**
     * The delay before the attempt after {@code failedAttempt}.
     *
     * @param failedAttempt from 1
     * @param chance uniform in [0, 1): decides the jitter, handed in so that this stays a function
     */
    public Duration delayAfter(int failedAttempt, double chance) {
        var unjittered = Math.min(
                firstDelay.toMillis() * Math.pow(factor, failedAttempt - 1.0), (double) longestDelay.toMillis());
        return Duration.ofMillis(Math.max(1, Math.round(unjittered * (1 - jitter * chance))));
    }
}
