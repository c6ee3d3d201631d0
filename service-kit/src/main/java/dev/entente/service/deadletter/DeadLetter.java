package dev.entente.service.deadletter;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * A record that could not be dealt with.
 *
 * @param headers in the order in which they came, as often as they came; for letters of earlier versions, the last of each name
 * @param payload as it came; absent when there was none
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between table and API, never compared
public record DeadLetter(LetterSummary summary, List<Header> headers, byte @Nullable [] payload) {

    /** One header; its value may be absent. */
    public record Header(String name, byte @Nullable [] value) {}

    /** A header that a person has edited; without a value, taken away. */
    public record EditedHeader(String name, @Nullable String value) {}

    /**
     * One of the decisions about it.
     *
     * @param publishedAt of a replay; absent when it did not get as far
     * @param payload as text, what was published instead of the payload as it came; absent when that was
     * @param headers what was published instead of those of these names; empty when all were as they came
     */
    public record Decision(
            Instant at,
            Status decision,
            String who,
            String why,
            @Nullable Instant publishedAt,
            @Nullable String payload,
            List<EditedHeader> headers) {}

    /** What was decided about it. */
    public enum Status {
        /** Nothing yet. */
        WAITING,
        /** It was published again and has not come back. */
        REPLAYED,
        /** Somebody gave it up. */
        DISCARDED,
        /** A later message, of the kind that says how something stands now, was dealt with: it needs nobody any more. */
        SUPERSEDED
    }
}
