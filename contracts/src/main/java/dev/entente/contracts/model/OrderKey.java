package dev.entente.contracts.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The one key that an order carries into whichever ERP: its external id or reference there. A search for it answers
 * whether the order exists.
 *
 * @param value 1 to 35 letters, digits, {@code -} or {@code _}: what every ERP considered so far can hold
 */
public record OrderKey(@JsonValue String value) {

    @JsonCreator
    public OrderKey {
        Require.that(
                Require.present(value, "order key").matches("[A-Za-z0-9_-]{1,35}"),
                "'" + value + "' is not an order key");
    }

    @Override
    public String toString() {
        return value;
    }
}
