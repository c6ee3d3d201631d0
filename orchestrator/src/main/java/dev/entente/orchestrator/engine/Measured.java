package dev.entente.orchestrator.engine;

import java.time.Duration;

/** What a batch tells the metrics, once it is committed. */
sealed interface Measured {

    String workflow();

    /** The state that an instance was in before. */
    String state();

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
