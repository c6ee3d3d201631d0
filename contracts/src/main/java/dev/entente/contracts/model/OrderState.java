package dev.entente.contracts.model;

import org.jspecify.annotations.Nullable;

/**
 * What the ERP last said about an order.
 *
 * @param number the ERP's document number, for people; never a key
 * @param shipped how many shipments exist
 * @param invoiced what has been invoiced so far, if anything
 * @param open what has been invoiced and not yet paid, if anything
 * @param edition counts what the ERP's adapter has said about the order: of two states the one with the higher number is
 *     newer; absent where nobody counts
 */
public record OrderState(
        OrderKey key,
        String number,
        OrderStatus status,
        int shipped,
        @Nullable Money invoiced,
        @Nullable Money open,
        @Nullable Integer edition) {

    public OrderState {
        Require.present(key, "order key");
        Require.text(number, 64, "order number");
        Require.present(status, "order status");
        Require.that(shipped >= 0, "the number of shipments is negative");
        Require.that(edition == null || edition >= 0, "the edition is negative");
    }

    /** As an ERP tells it. */
    public OrderState(
            OrderKey key,
            String number,
            OrderStatus status,
            int shipped,
            @Nullable Money invoiced,
            @Nullable Money open) {
        this(key, number, status, shipped, invoiced, open, null);
    }

    public OrderState in(OrderStatus newStatus) {
        return new OrderState(key, number, newStatus, shipped, invoiced, open, edition);
    }

    public OrderState numbered(int newEdition) {
        return new OrderState(key, number, status, shipped, invoiced, open, newEdition);
    }

    /** Whether the other state is known to have been told before this one. */
    public boolean isNewerThan(OrderState other) {
        return edition != null && other.edition != null && edition > other.edition;
    }
}
