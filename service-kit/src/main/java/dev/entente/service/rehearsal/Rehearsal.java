package dev.entente.service.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;

/**
 * What would become of a record that is dealt with now. Nothing has been written and nothing sent to find it out; others may
 * change what it rests on before the record really comes.
 *
 * @param says the same in one sentence
 * @param writes to vendors, in order; after the last one more may follow that depend on its answer
 * @param changes of what this service keeps
 * @param messages that would be sent
 * @param vendorCalls how many calls of vendors' quotas it would take, as far as can be foreseen
 */
public record Rehearsal(
        Outcome outcome,
        String says,
        List<Write> writes,
        List<FieldChange> changes,
        List<Message> messages,
        int vendorCalls) {

    /** In short. */
    public enum Outcome {
        /** Something would be written or sent. */
        ACTS,
        /** It was dealt with already, or means nothing: no effect. */
        NO_EFFECT,
        /** A system or a rule would refuse it, and say so in an answer. */
        REFUSED,
        /** It would become a dead letter again. */
        FAILS
    }

    /**
     * A write to a vendor.
     *
     * @param operation our name for it, as in metrics
     * @param path with its query, relative to the connection's address
     * @param changes what would be another value than it is
     */
    public record Write(String connection, String operation, String method, String path, List<FieldChange> changes) {}

    /** A message, its data as its type says. */
    public record Message(String type, String subject, JsonNode data) {}

    public static Rehearsal of(Outcome outcome, String says) {
        return new Rehearsal(outcome, says, List.of(), List.of(), List.of(), 0);
    }
}
