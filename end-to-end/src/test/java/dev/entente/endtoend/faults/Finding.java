package dev.entente.endtoend.faults;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What there is to say of a run, in the order in which it happened. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "finding")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Finding.Began.class, name = "began"),
    @JsonSubTypes.Type(value = Finding.Held.class, name = "held"),
    @JsonSubTypes.Type(value = Finding.Violated.class, name = "violated"),
    @JsonSubTypes.Type(value = Finding.HeldInTheEnd.class, name = "heldInTheEnd"),
    @JsonSubTypes.Type(value = Finding.ViolatedInTheEnd.class, name = "violatedInTheEnd"),
    @JsonSubTypes.Type(value = Finding.Ended.class, name = "ended")
})
sealed interface Finding {

    /** @param command that whoever wants to see it again has to give */
    record Began(String command) implements Finding {}

    /** @param recovery in milliseconds */
    record Held(int row, long seed, long recovery) implements Finding {}

    record Violated(int row, long seed) implements Finding {}

    /** @param deals that were audited once more, of one sandbox */
    record HeldInTheEnd(int deals) implements Finding {}

    record ViolatedInTheEnd(String violation) implements Finding {}

    record Ended() implements Finding {}
}
