package dev.entente.contracts.message;

import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Require;

/** What happened in a support tool. */
public sealed interface SupportEvent extends Event {

    /** Support sees the customer's entitlement and the people who may ask. */
    record EntitlementRecorded(ObjectReference customer) implements SupportEvent {
        public EntitlementRecorded {
            Require.present(customer, "customer reference");
        }
    }
}
