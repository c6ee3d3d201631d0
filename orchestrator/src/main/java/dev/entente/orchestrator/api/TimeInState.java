package dev.entente.orchestrator.api;

import dev.entente.service.problem.ProblemException;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/** How long an instance has been in its state at least, as people give it. */
final class TimeInState {

    private static final Duration LONGEST = Duration.ofDays(3650);

    private TimeInState() {}

    /** @throws ProblemException 400 if it is not an ISO 8601 duration, is negative or is longer than ten years */
    static Duration parse(String text) {
        try {
            return within(Duration.parse(text));
        } catch (DateTimeParseException malformed) {
            throw ProblemException.of(400, "malformed-duration", "inStateFor is not an ISO 8601 duration, as PT2H is.");
        }
    }

    /** @throws ProblemException 400 if it is negative or longer than ten years */
    static Duration within(Duration given) {
        if (given.isNegative() || given.compareTo(LONGEST) > 0) {
            throw ProblemException.of(400, "duration-out-of-range", "inStateFor is from PT0S to PT87600H.");
        }
        return given;
    }
}
