package dev.entente.contracts.message;

import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.Entitlement;
import dev.entente.contracts.model.Require;

/** What a support tool shall do. */
public sealed interface SupportCommand extends Command {

    /** Show the entitlement on the customer, who is created if unknown; answered by {@code EntitlementRecorded}. */
    record RecordEntitlement(Customer customer, Entitlement entitlement) implements SupportCommand {
        public RecordEntitlement {
            Require.present(customer, "customer");
            Require.present(entitlement, "entitlement");
        }
    }
}
