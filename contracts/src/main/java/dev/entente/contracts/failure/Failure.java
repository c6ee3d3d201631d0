package dev.entente.contracts.failure;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.entente.contracts.model.Require;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Why something did not work. The class alone decides what happens next; the reason is for people and is written in
 * business words, without vendor codes or personal data.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "class")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Failure.Transient.class, name = "transient"),
    @JsonSubTypes.Type(value = Failure.Throttled.class, name = "throttled"),
    @JsonSubTypes.Type(value = Failure.Denied.class, name = "denied"),
    @JsonSubTypes.Type(value = Failure.Invalid.class, name = "invalid"),
    @JsonSubTypes.Type(value = Failure.Poison.class, name = "poison")
})
public sealed interface Failure {

    /** What happened, for a person; at most 2000 characters, longer text is cut. */
    String reason();

    /** The word that stands for the class in JSON, metrics and pages. */
    default String kind() {
        return switch (this) {
            case Transient ignored -> "transient";
            case Throttled ignored -> "throttled";
            case Denied ignored -> "denied";
            case Invalid ignored -> "invalid";
            case Poison ignored -> "poison";
        };
    }

    /** Of the same class, with another reason. */
    default Failure because(String other) {
        return switch (this) {
            case Transient ignored -> new Transient(other);
            case Throttled throttled -> new Throttled(other, throttled.retryAfter());
            case Denied ignored -> new Denied(other);
            case Invalid ignored -> new Invalid(other);
            case Poison ignored -> new Poison(other);
        };
    }

    /** Will probably work later: the system is down, slow, or its answer was lost. Retried by the contract. */
    record Transient(String reason) implements Failure {
        public Transient {
            reason = cut(reason);
        }
    }

    /**
     * Not now: the system's quota is used up, or the record is kept from us for a while. Waits, without using up a retry.
     *
     * @param retryAfter how long, when it is known
     */
    record Throttled(String reason, @Nullable Duration retryAfter) implements Failure {
        public Throttled {
            reason = cut(reason);
        }
    }

    /** Credentials or permissions do not suffice. Parked for the owner of the connection. */
    record Denied(String reason) implements Failure {
        public Denied {
            reason = cut(reason);
        }
    }

    /** A business rule refused. Parked for a person. */
    record Invalid(String reason) implements Failure {
        public Invalid {
            reason = cut(reason);
        }
    }

    /** Not understandable at all: a defect on one of the sides. Dead letter. */
    record Poison(String reason) implements Failure {
        public Poison {
            reason = cut(reason);
        }
    }

    private static String cut(@Nullable String reason) {
        return Require.sentence(reason, 2000, "reason");
    }
}
