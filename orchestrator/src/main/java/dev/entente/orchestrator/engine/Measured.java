package dev.entente.orchestrator.engine;

import java.time.Duration;

/** What a batch tells the metrics, once it is committed. */
sealed interface Measured {

    String workflow();

    /** An instance began. */
    record Started(String workflow, String state) implements Measured {}

    /**
     * An instance ended.
     *
     * @param status how
     */
    record Ended(String workflow, String status) implements Measured {}

    /**
     * An instance was parked.
     *
     * @param kind of the reason
     */
    record Parked(String workflow, String kind) implements Measured {}

    /**
     * An instance left a state.
     *
     * @param into the state that it entered
     * @param stayed since it entered it, or since a person retried it
     */
    record Left(String instanceId, String workflow, String state, String into, Duration stayed) implements Measured {}

    /**
     * A step failed.
     *
     * @param kind the class of the failure
     */
    record Failed(String workflow, String state, String kind) implements Measured {}

    /** A step's command was sent again. */
    record Retried(String workflow, String state) implements Measured {}
}
