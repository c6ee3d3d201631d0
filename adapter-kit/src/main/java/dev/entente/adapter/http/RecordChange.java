package dev.entente.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

import java.util.function.UnaryOperator;

/**
 * How to see what a write would change, before it is made.
 *
 * @param written the part of the write's body that holds the record's new values
 * @param look asks for the record as it stands
 * @param live picks its values from the answer, named as they are in what is written; a missing node when there is no such record
 * @param answer makes, from the values that stand there now, the answer to the write that its caller can go on with; absent when
 *     nobody can foresee it
 */
public record RecordChange(
        JsonNode written,
        VendorRequest look,
        UnaryOperator<JsonNode> live,
        @Nullable UnaryOperator<JsonNode> answer) {

    /** A write whose answer says nothing that its caller reads. */
    public static RecordChange unanswered(JsonNode written, VendorRequest look, UnaryOperator<JsonNode> live) {
        return new RecordChange(written, look, live, values -> MissingNode.getInstance());
    }
}
