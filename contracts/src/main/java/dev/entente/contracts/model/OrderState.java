package dev.entente.contracts.model;

import org.jspecify.annotations.Nullable;

/**
 * What the ERP last said about an order.
 *
 * @param number the ERP's document number, for people; never a key
 * @param shipped how many shipments exist
 * @param invoiced what has been invoiced so far, if anything
 * @param open what has been invoiced and not yet paid, if anything
 */
public record OrderState(
        OrderKey key,
        String number,
        OrderStatus status,
        int shipped,
        @Nullable Money invoiced,
        @Nullable Money open) {

    public OrderState {
        Require.present(key, "order key");
        Require.text(number, 64, "order number");
        Require.present(status, "order status");
        Require.that(shipped >= 0, "the number of shipments is negative");
    }
}
