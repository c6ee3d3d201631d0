package dev.entente.service.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What would become of a record that is dealt with now. Nothing has been written and nothing sent to find it out; others may
 * change what it rests on before the record really comes.
 *
 * @param says the same in one sentence
 * @param writes to vendors, in order; after the last one more may follow that depend on its answer
 * @param changes of what this service keeps
 * @param messages that would be sent
 * @param quota what it would take of a vendor's
 */
public record Rehearsal(
        Outcome outcome,
        String says,
        List<Write> writes,
        List<FieldChange> changes,
        List<Message> messages,
        Quota quota) {

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

    /**
     * What this service would take of a vendor's quota; what its messages cost, the rehearsals of those who get them say.
     *
     * @param calls how many calls, as far as can be foreseen
     * @param left how many the vendor still takes, as it said just now; absent when it did not say
     */
    public record Quota(int calls, @Nullable Long left) {

        /** No vendor is called. */
        public static final Quota NONE = new Quota(0, null);
    }

    /** A message, its data as its type says. */
    public record Message(String type, String subject, JsonNode data) {}

    public static Rehearsal of(Outcome outcome, String says) {
        return new Rehearsal(outcome, says, List.of(), List.of(), List.of(), Quota.NONE);
    }
}
