package dev.entente.orchestrator.machine;

import java.time.Instant;

/** When an instance must be looked at again, if nothing happens before, and what for. */
public record Due(Instant at, Kind kind) {

    Due putOff(java.time.Duration by) {
        return new Due(at.plus(by), kind);
    }

    /** What to do when the time has come. */
    public enum Kind {
        /** Send the step's command again. */
        RETRY,
        /** The answer is overdue: send the command again, unless the deadline has passed. */
        REPLY_OVERDUE,
        /** The step's deadline has passed: park. */
        DEADLINE
    }
}
