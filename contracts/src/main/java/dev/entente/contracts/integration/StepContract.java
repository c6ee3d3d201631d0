package dev.entente.contracts.integration;

import dev.entente.contracts.message.SystemKind;
import dev.entente.contracts.model.Require;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What is promised about one step.
 *
 * @param system who performs it; absent when the step waits for the world, not for a command
 * @param owner the people who are asked when it is stuck
 * @param replyWithin how long an answer may take before the command is sent again
 * @param retry for transient failures
 * @param deadline how long the step may take in all before it is parked for its owner
 */
public record StepContract(
        @Nullable SystemKind system, String owner, Duration replyWithin, RetryPolicy retry, Duration deadline) {

    public StepContract {
        Require.text(owner, 128, "owner");
        Require.that(Require.present(replyWithin, "replyWithin").isPositive(), "replyWithin is not positive");
        Require.present(retry, "retry");
        Require.that(
                Require.present(deadline, "deadline").compareTo(replyWithin) >= 0,
                "deadline is shorter than replyWithin");
    }
}
