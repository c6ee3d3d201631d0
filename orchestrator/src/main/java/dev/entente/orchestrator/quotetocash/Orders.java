package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderKey;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Draft;

/** The order that an opportunity becomes. Pure. */
final class Orders {

    private Orders() {}

    /** The key follows from the deal alone: whoever asks for this deal's order, however often, means the same one. */
    static OrderKey keyOf(Opportunity opportunity) {
        var deal = opportunity.reference();
        return new OrderKey(Identifiers.derive("order", deal.connection(), deal.id()));
    }

    static Order of(Draft draft) {
        var opportunity = draft.opportunity();
        return new Order(
                keyOf(opportunity), draft.customerId(), opportunity.closedOn(), opportunity.currency(), draft.lines());
    }
}
