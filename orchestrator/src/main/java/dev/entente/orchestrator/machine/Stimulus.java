package dev.entente.orchestrator.machine;

import org.jspecify.annotations.Nullable;

/** What can happen to an instance. */
public sealed interface Stimulus {

    /** A short name for the history. */
    String name();

    /**
     * An event arrived, from another service or from within.
     *
     * @param causationId the message that caused it: of an answer, the command
     * @param intent of an answer: what the command meant; absent in news that nobody asked for
     */
    record Arrived(
            Object event,
            @Nullable String causationId,
            @Nullable String intent,
            int hops) implements Stimulus {

        /** News that nobody asked for. */
        public static Arrived unasked(Object event, int hops) {
            return new Arrived(event, null, null, hops);
        }

        @Override
        public String name() {
            return event.getClass().getSimpleName();
        }
    }

    /** The time in the due column has come. */
    record TimeCame(Due.Kind kind) implements Stimulus {
        @Override
        public String name() {
            return "TimeCame";
        }
    }

    /** The connection that the step needs is away: what waits to be tried again waits for that. */
    record Held(String connection) implements Stimulus {
        @Override
        public String name() {
            return "Held";
        }
    }

    /** The connection is back, or somebody has to find out. */
    record Released(String connection) implements Stimulus {
        @Override
        public String name() {
            return "Released";
        }
    }

    /** What a person asks for. */
    sealed interface Requested extends Stimulus {

        /** The person. */
        String who();

        /** For the next person who reads it. */
        String why();

        /** Both, as the history says it. */
        default String by() {
            return who() + ": " + why();
        }

        @Override
        default String name() {
            return getClass().getSimpleName();
        }
    }

    /** Try it again now. */
    record RetryRequested(String who, String why) implements Requested {}

    /** Send nothing until it is resumed. */
    record PauseRequested(String who, String why, Pause.Clocks clocks) implements Requested {}

    /** Go on where it was paused. */
    record ResumeRequested(String who, String why) implements Requested {}

    /**
     * Go on as if the step had been done: what it would have done, a person has seen to.
     *
     * @param state the one that is meant: who accepts a price gives no credit, and who asks twice skips nothing more
     */
    record SkipRequested(String who, String why, String state) implements Requested {}

    /** A person says what has happened, or is to happen. */
    record Signalled(String who, String why, Object event) implements Requested {
        @Override
        public String name() {
            return event.getClass().getSimpleName();
        }
    }

    /** Be stored as the present definition stores it, instead of with the next change. */
    record MoveRequested(String who, String why) implements Requested {}

    /**
     * Go on with other data.
     *
     * @param step at which the data were read that the person has corrected
     */
    record EditRequested(String who, String why, int step, State edited) implements Requested {}
}
