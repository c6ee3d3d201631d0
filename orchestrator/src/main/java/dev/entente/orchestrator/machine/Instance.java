package dev.entente.orchestrator.machine;

import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.Intent;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One running, waiting or finished workflow.
 *
 * @param definitionVersion of the machine that reads it
 * @param hops of the last message that moved it
 * @param edition of the latest numbered news of the business object that counted, the higher the newer; 0 before any did
 * @param version counts the writes, for compare-and-set; 0 when not stored yet
 */
public record Instance(
        Identity identity,
        int definitionVersion,
        State state,
        Standing standing,
        Progress progress,
        int hops,
        long edition,
        long version) {

    /**
     * What never changes.
     *
     * @param businessKey unique within the workflow, for example {@code opportunity/emea/1001}
     * @param connection where the business object lives
     */
    public record Identity(
            String id, String workflow, String businessKey, String correlationId, String connection, String region) {}

    /**
     * How it is doing.
     *
     * @param parking why it is parked, when it is
     * @param due when it must be looked at again, if nothing happens before
     * @param pause how it is paused, when it is
     */
    public record Standing(
            Status status,
            @Nullable Parking parking,
            @Nullable Due due,
            @Nullable Pause pause) {

        static Standing active(@Nullable Due due) {
            return new Standing(Status.ACTIVE, null, due, null);
        }

        static Standing parked(Parking parking) {
            return new Standing(Status.PARKED, parking, null, null);
        }

        static Standing paused(Pause pause) {
            return new Standing(Status.PAUSED, null, null, pause);
        }

        static Standing ended(Status end) {
            return new Standing(end, null, null, null);
        }
    }

    /**
     * How far it is.
     *
     * @param stepSequence counts the states entered, from 1
     * @param attempt counts the commands sent from this state, from 1; 0 when none was
     * @param failures how many of them failed in a way that uses up the retry policy
     * @param enteredAt when the state was entered or its deadline was renewed
     */
    public record Progress(int stepSequence, int attempt, int failures, Instant enteredAt) {

        Progress entered(Instant now) {
            return new Progress(stepSequence + 1, 0, 0, now);
        }

        Progress attempted() {
            return new Progress(stepSequence, attempt + 1, failures, enteredAt);
        }

        Progress failed(int newFailures) {
            return new Progress(stepSequence, attempt, newFailures, enteredAt);
        }

        Progress since(Instant newEnteredAt) {
            return new Progress(stepSequence, attempt, failures, newEnteredAt);
        }
    }

    /** The id of the same workflow about the same business object is the same. */
    public static String idOf(String workflow, String businessKey) {
        return Identifiers.derive("instance", workflow, businessKey);
    }

    /** The same command sent again after a crash has the same id; a new attempt has another. */
    public String commandId(int ofAttempt) {
        return Identifiers.derive("command", id(), Integer.toString(stepSequence()), Integer.toString(ofAttempt));
    }

    /** Every attempt of a step means the same effect. */
    public String intent() {
        return new Intent(id(), stepSequence()).toString();
    }

    Instance in(State newState) {
        return new Instance(identity, definitionVersion, newState, standing, progress, hops, edition, version);
    }

    Instance with(Standing newStanding) {
        return new Instance(identity, definitionVersion, state, newStanding, progress, hops, edition, version);
    }

    Instance with(Progress newProgress) {
        return new Instance(identity, definitionVersion, state, standing, newProgress, hops, edition, version);
    }

    Instance movedBy(int messageHops) {
        return new Instance(identity, definitionVersion, state, standing, progress, messageHops, edition, version);
    }

    Instance actingOn(long newEdition) {
        return new Instance(identity, definitionVersion, state, standing, progress, hops, newEdition, version);
    }

    /** As it is after being written. */
    public Instance stored() {
        return new Instance(identity, definitionVersion, state, standing, progress, hops, edition, version + 1);
    }

    public String id() {
        return identity.id();
    }

    public String workflow() {
        return identity.workflow();
    }

    public String businessKey() {
        return identity.businessKey();
    }

    public String correlationId() {
        return identity.correlationId();
    }

    public String connection() {
        return identity.connection();
    }

    public String region() {
        return identity.region();
    }

    public Status status() {
        return standing.status();
    }

    public @Nullable Parking parking() {
        return standing.parking();
    }

    public @Nullable Due due() {
        return standing.due();
    }

    public @Nullable Pause pause() {
        return standing.pause();
    }

    public int stepSequence() {
        return progress.stepSequence();
    }

    public int attempt() {
        return progress.attempt();
    }

    public int failures() {
        return progress.failures();
    }

    public Instant enteredAt() {
        return progress.enteredAt();
    }
}
