package dev.entente.contracts.model;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;

/**
 * What a customer may ask of support because of an order.
 *
 * @param tier the level of support, absent for goods without support
 * @param starts first day
 * @param ends last day, not before {@code starts}
 * @param orderNumber the ERP's number of the order that grants it
 */
public record Entitlement(
        @Nullable String tier, LocalDate starts, LocalDate ends, String orderNumber, OrderStatus orderStatus) {

    public Entitlement {
        Require.present(starts, "first day");
        Require.present(ends, "last day");
        Require.that(!ends.isBefore(starts), "the entitlement ends on " + ends + ", before it starts on " + starts);
        Require.text(orderNumber, 64, "order number");
        Require.present(orderStatus, "order status");
    }
}
