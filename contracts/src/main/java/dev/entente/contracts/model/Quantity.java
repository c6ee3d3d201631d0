package dev.entente.contracts.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.math.BigDecimal;

/**
 * How many of a product, exactly. In JSON a decimal string.
 *
 * <p>Zero and negative quantities can be expressed, because a CRM can hold them; whether they may be ordered is a rule
 * of the integration contract.
 *
 * @param value at most 12 digits before and 6 after the decimal point
 */
public record Quantity(BigDecimal value) {

    public Quantity {
        Require.present(value, "quantity");
        Require.that(value.scale() <= 6, "quantity " + value + " has more than 6 decimals");
        Require.that(
                (long) value.precision() - value.scale() <= 12, "quantity has more than 12 digits before the point");
    }

    /** @throws IllegalArgumentException if {@code text} is not a decimal number */
    @JsonCreator
    public static Quantity of(String text) {
        return new Quantity(new BigDecimal(text));
    }

    public boolean isPositive() {
        return value.signum() > 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantity that && value.compareTo(that.value) == 0;
    }

    @Override
    public int hashCode() {
        return value.stripTrailingZeros().hashCode();
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toPlainString();
    }
}
