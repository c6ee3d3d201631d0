package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.Samples;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.Quantity;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Deals that may not become orders, by the reason that must be given. */
final class BadDeals {

    private BadDeals() {}

    static Map<String, Opportunity> all() {
        var deals = new LinkedHashMap<String, Opportunity>();
        deals.put("line 'Teapot' has the quantity -3", with(line("-3", "49.90", "EUR")));
        deals.put("line 'Teapot' has the quantity 0", with(line("0", "49.90", "EUR")));
        deals.put("line 'Teapot' has the price -0.01 EUR", with(line("1", "-0.01", "EUR")));
        deals.put("the deal's lines sum to no amount of money", with(line("999999999999", "99999999", "EUR")));
        deals.put("nothing is sold in SEK", with(line("1", "49.90", "SEK")));
        deals.put(
                "the deal has 501 lines, at most 500 can be ordered",
                with(Collections.nCopies(501, line("1", "1", "EUR"))));
        deals.put(
                "nobody with an e-mail address is named at Tea Time Ltd",
                of(customerWithoutContacts(), List.of(line("1", "1", "EUR"))));
        return deals;
    }

    /** Nothing wrong with it: it is just not what was won before. */
    static Opportunity withOtherQuantity() {
        return with(new OpportunityLine("SKU-TEAPOT", "Teapot, blue", Quantity.of("7"), Money.of("49.9000", "EUR")));
    }

    private static OpportunityLine line(String quantity, String price, String currency) {
        return new OpportunityLine("SKU-TEAPOT", "Teapot", Quantity.of(quantity), Money.of(price, currency));
    }

    private static Opportunity with(OpportunityLine line) {
        return with(List.of(line));
    }

    private static Opportunity with(List<OpportunityLine> lines) {
        return of(Samples.customer(), lines);
    }

    private static Opportunity of(Customer customer, List<OpportunityLine> lines) {
        var good = Samples.opportunity();
        return new Opportunity(
                good.reference(),
                good.name(),
                customer,
                good.closedOn(),
                lines.get(0).unitPrice().currency(),
                lines);
    }

    private static Customer customerWithoutContacts() {
        var good = Samples.customer();
        return new Customer(good.reference(), "Tea Time Ltd", good.domain(), good.billing(), List.of());
    }
}
