package dev.entente.contracts.model;

import java.time.LocalDate;
import java.util.Currency;
import java.util.List;

/**
 * An order as it shall exist in the ERP.
 *
 * @param key identifies the order across systems and repeated attempts
 * @param customerId the ERP's own identifier of the customer
 */
public record Order(OrderKey key, String customerId, LocalDate orderedOn, Currency currency, List<OrderLine> lines) {

    public Order {
        Require.present(key, "order key");
        Require.text(customerId, 255, "customer id");
        Require.present(orderedOn, "order date");
        Require.present(currency, "currency");
        lines = List.copyOf(Require.present(lines, "lines"));
        Require.that(!lines.isEmpty(), "the order has no lines");
    }

    public Money total() {
        return lines.stream().map(OrderLine::amount).reduce(Money.zero(currency), Money::plus);
    }
}
