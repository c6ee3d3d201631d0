package dev.entente.contracts.message;

import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Require;
import dev.entente.contracts.model.Ticket;
import dev.entente.contracts.model.TicketKey;

/** What happened in a support tool. */
public sealed interface SupportEvent extends Event {

    /** Support sees the customer's entitlement and the people who may ask. */
    record EntitlementRecorded(ObjectReference customer) implements SupportEvent, Replacing {
        public EntitlementRecorded {
            Require.present(customer, "customer reference");
        }
    }

    /** The ticket exists, exactly once. */
    record TicketOpened(Ticket ticket) implements SupportEvent {
        public TicketOpened {
            Require.present(ticket, "ticket");
        }
    }

    /** Somebody changed the ticket, or it is new: how it stands now. Told at least once per state. */
    record TicketChanged(Ticket ticket) implements SupportEvent, Replacing {
        public TicketChanged {
            Require.present(ticket, "ticket");
        }
    }

    /** The agents can read the comment, exactly once. */
    record TicketCommented(ObjectReference ticket, TicketKey key) implements SupportEvent {
        public TicketCommented {
            Require.present(ticket, "ticket");
            Require.present(key, "comment key");
        }
    }
}
