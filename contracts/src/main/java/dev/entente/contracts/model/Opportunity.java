package dev.entente.contracts.model;

import java.time.LocalDate;
import java.util.Currency;
import java.util.List;

/**
 * A deal at the moment it was won.
 *
 * @param reference the deal in the CRM
 * @param closedOn the day it was won; the entitlement starts here
 * @param lines at least one, all in {@code currency}
 */
public record Opportunity(
        ObjectReference reference,
        String name,
        Customer customer,
        LocalDate closedOn,
        Currency currency,
        List<OpportunityLine> lines) {

    public Opportunity {
        Require.present(reference, "opportunity reference");
        Require.text(name, 255, "opportunity name");
        Require.present(customer, "customer");
        Require.present(closedOn, "close date");
        Require.present(currency, "currency");
        lines = List.copyOf(Require.present(lines, "lines"));
        Require.that(!lines.isEmpty(), "the opportunity has no lines");
        for (var line : lines) {
            Require.that(
                    line.unitPrice().currency().equals(currency),
                    "line '" + line.description() + "' is not priced in " + currency.getCurrencyCode());
        }
    }

    public Money total() {
        return lines.stream().map(OpportunityLine::amount).reduce(Money.zero(currency), Money::plus);
    }
}
