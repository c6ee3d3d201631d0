package dev.entente.contracts.model;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An exact amount in one ISO 4217 currency.
 *
 * <p>The amount keeps the scale it was given, so that {@code 49.9000} survives a round trip; two amounts are equal when
 * their values are, whatever their scale. In JSON the amount is a string: a number would pass through a double in many
 * readers.
 *
 * @param amount at most 15 digits before and 6 after the decimal point; may be negative
 * @param currency an ISO 4217 currency known to this runtime
 */
public record Money(
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount, Currency currency) {

    public Money {
        Require.present(amount, "amount");
        Require.present(currency, "currency");
        Require.that(amount.scale() <= 6, "amount " + amount + " has more than 6 decimals");
        Require.that(
                (long) amount.precision() - amount.scale() <= 15, "amount has more than 15 digits before the point");
    }

    /** @throws IllegalArgumentException if the currency is unknown or the amount is not a decimal number */
    public static Money of(String amount, String currency) {
        return new Money(new BigDecimal(amount), currency(currency));
    }

    public static Money zero(Currency currency) {
        return new Money(BigDecimal.ZERO, currency);
    }

    /** @throws IllegalArgumentException naming the code if it is not an ISO 4217 currency */
    public static Currency currency(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("unknown currency '" + code + "'", unknown);
        }
    }

    /** @throws IllegalArgumentException if the currencies differ */
    public Money plus(Money other) {
        requireSameCurrency(other);
        return new Money(amount.add(other.amount), currency);
    }

    /** @throws IllegalArgumentException if the currencies differ */
    public Money minus(Money other) {
        requireSameCurrency(other);
        return new Money(amount.subtract(other.amount), currency);
    }

    /** The product, rounded half up to the currency's own number of decimals: the amount of an order line. */
    public Money times(Quantity quantity) {
        return new Money(amount.multiply(quantity.value()), currency, RoundingMode.HALF_UP);
    }

    private Money(BigDecimal exact, Currency currency, RoundingMode rounding) {
        this(exact.setScale(Math.max(0, currency.getDefaultFractionDigits()), rounding), currency);
    }

    /** @throws IllegalArgumentException if the currencies differ */
    public boolean isMoreThan(Money other) {
        requireSameCurrency(other);
        return amount.compareTo(other.amount) > 0;
    }

    @JsonIgnore
    public boolean isNegative() {
        return amount.signum() < 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Money that && currency.equals(that.currency) && amount.compareTo(that.amount) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * currency.hashCode() + amount.stripTrailingZeros().hashCode();
    }

    /** For people: {@code 149.70 EUR}. */
    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency.getCurrencyCode();
    }

    private void requireSameCurrency(Money other) {
        Require.that(currency.equals(other.currency), "cannot combine " + this + " with " + other);
    }
}
