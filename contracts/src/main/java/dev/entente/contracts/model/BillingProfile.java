package dev.entente.contracts.model;

import org.jspecify.annotations.Nullable;

import java.util.Currency;

/**
 * How a customer is billed.
 *
 * @param taxNumber the customer's VAT or tax number, when the CRM knows it
 * @param paymentTermDays days until an invoice is due, 0 to 365
 */
public record BillingProfile(
        PostalAddress address,
        Currency currency,
        int paymentTermDays,
        @Nullable String taxNumber) {

    public BillingProfile {
        Require.present(address, "billing address");
        Require.present(currency, "currency");
        Require.that(paymentTermDays >= 0 && paymentTermDays <= 365, "payment term is not between 0 and 365 days");
    }
}
