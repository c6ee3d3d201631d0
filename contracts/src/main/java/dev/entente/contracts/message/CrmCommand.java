package dev.entente.contracts.message;

import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.contracts.model.Require;

/** What a CRM shall do. */
public sealed interface CrmCommand extends Command {

    /** Read the deal afresh; answered by {@code OpportunityWon}, {@code OpportunityRefused} or {@code OpportunityReopened}. */
    record ReadOpportunity(ObjectReference opportunity) implements CrmCommand, Replacing {
        public ReadOpportunity {
            Require.present(opportunity, "opportunity");
        }
    }

    /** Show the order's number and status on the deal; answered by {@code OrderRecorded}. */
    record RecordOrder(ObjectReference opportunity, String orderNumber, OrderStatus status)
            implements CrmCommand, Replacing {
        public RecordOrder {
            Require.present(opportunity, "opportunity");
            Require.text(orderNumber, 64, "order number");
            Require.present(status, "order status");
        }
    }
}
