package dev.entente.orchestrator.machine;

import dev.entente.contracts.message.Identifiers;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One running, waiting or finished workflow.
 *
 * @param businessKey unique within the workflow, for example {@code opportunity/emea/1001}
 * @param connection where the business object lives
 * @param stepSequence counts the states entered, from 1
 * @param attempt counts the commands sent from this state, from 1; 0 when none was
 * @param failures how many of them failed in a way that uses up the retry policy
 * @param enteredAt when the state was entered or its deadline was renewed
 * @param hops of the last message that moved it
 * @param version counts the writes, for compare-and-set; 0 when not stored yet
 */
public record Instance(
        String id,
        String workflow,
        int definitionVersion,
        String businessKey,
        String correlationId,
        String connection,
        String region,
        State state,
        Status status,
        @Nullable Parking parking,
        int stepSequence,
        int attempt,
        int failures,
        Instant enteredAt,
        @Nullable Due due,
        int hops,
        long version) {

    /** The id of the same workflow about the same business object is the same. */
    public static String idOf(String workflow, String businessKey) {
        return Identifiers.derive("instance", workflow, businessKey);
    }

    /** The same command sent again after a crash has the same id; a new attempt has another. */
    public String commandId(int ofAttempt) {
        return Identifiers.derive("command", id, Integer.toString(stepSequence), Integer.toString(ofAttempt));
    }

    /** Every attempt of a step means the same effect. */
    public String intent() {
        return id + ":" + stepSequence;
    }

    Instance entered(State newState, Instant now) {
        return new Instance(
                id,
                workflow,
                definitionVersion,
                businessKey,
                correlationId,
                connection,
                region,
                newState,
                Status.ACTIVE,
                null,
                stepSequence + 1,
                0,
                0,
                now,
                null,
                hops,
                version);
    }

    Instance with(Status newStatus, @Nullable Parking newParking, @Nullable Due newDue) {
        return new Instance(
                id,
                workflow,
                definitionVersion,
                businessKey,
                correlationId,
                connection,
                region,
                state,
                newStatus,
                newParking,
                stepSequence,
                attempt,
                failures,
                enteredAt,
                newDue,
                hops,
                version);
    }

    Instance attempted(int newAttempt, int newFailures, Instant newEnteredAt) {
        return new Instance(
                id,
                workflow,
                definitionVersion,
                businessKey,
                correlationId,
                connection,
                region,
                state,
                status,
                parking,
                stepSequence,
                newAttempt,
                newFailures,
                newEnteredAt,
                due,
                hops,
                version);
    }

    Instance movedBy(int messageHops) {
        return new Instance(
                id,
                workflow,
                definitionVersion,
                businessKey,
                correlationId,
                connection,
                region,
                state,
                status,
                parking,
                stepSequence,
                attempt,
                failures,
                enteredAt,
                due,
                messageHops,
                version);
    }

    /** As it is after being written. */
    public Instance stored() {
        return new Instance(
                id,
                workflow,
                definitionVersion,
                businessKey,
                correlationId,
                connection,
                region,
                state,
                status,
                parking,
                stepSequence,
                attempt,
                failures,
                enteredAt,
                due,
                hops,
                version + 1);
    }
}
