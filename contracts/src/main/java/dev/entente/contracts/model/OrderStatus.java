package dev.entente.contracts.model;

/** Where an order stands, in the order's own words; each ERP adapter translates its own. */
public enum OrderStatus {
    PENDING_APPROVAL,
    PENDING_FULFILMENT,
    PARTIALLY_FULFILLED,
    FULFILLED,
    BILLED,
    CLOSED,
    CANCELLED;

    /** Whether nothing more will happen to the order. */
    public boolean isFinal() {
        return this == BILLED || this == CLOSED || this == CANCELLED;
    }
}
