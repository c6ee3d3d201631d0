package dev.entente.contracts.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The key that a ticket or a comment of ours carries into whichever support tool, so that it can be found again.
 *
 * @param value 1 to 35 letters, digits, {@code -} or {@code _}
 */
public record TicketKey(@JsonValue String value) {

    @JsonCreator
    public TicketKey {
        Require.that(
                Require.present(value, "ticket key").matches("[A-Za-z0-9_-]{1,35}"),
                "'" + value + "' is not a ticket key");
    }

    @Override
    public String toString() {
        return value;
    }
}
