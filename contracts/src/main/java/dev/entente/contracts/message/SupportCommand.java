package dev.entente.contracts.message;

import dev.entente.contracts.model.Contact;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.Entitlement;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Require;
import dev.entente.contracts.model.TicketKey;
import dev.entente.contracts.model.TicketStatus;
import org.jspecify.annotations.Nullable;

/** What a support tool shall do. */
public sealed interface SupportCommand extends Command {

    /** Show the entitlement on the customer, who is created if unknown; answered by {@code EntitlementRecorded}. */
    record RecordEntitlement(Customer customer, Entitlement entitlement) implements SupportCommand, Replacing {
        public RecordEntitlement {
            Require.present(customer, "customer");
            Require.present(entitlement, "entitlement");
        }
    }

    /**
     * Open a ticket, once per key; answered by {@code TicketOpened}.
     *
     * @param text the first message, plain text of at most 65 000 characters
     * @param customer the company in the CRM, when the requester asks for one
     */
    record OpenTicket(
            TicketKey key,
            String subject,
            String text,
            Contact requester,
            @Nullable ObjectReference customer) implements SupportCommand {
        public OpenTicket {
            Require.present(key, "ticket key");
            Require.text(subject, 150, "ticket subject");
            Require.text(text, 65_000, "text");
            Require.present(requester, "requester");
        }
    }

    /**
     * Move a ticket to another status; answered by {@code TicketChanged}.
     *
     * @param version refuses the change when the ticket is not in this version any more; absent: whatever it is now
     */
    record MoveTicket(
            ObjectReference ticket,
            TicketStatus status,
            @Nullable String version) implements SupportCommand {
        public MoveTicket {
            Require.present(ticket, "ticket");
            Require.present(status, "ticket status");
        }
    }

    /**
     * Tell the agents something that the customer does not see, once per key; answered by {@code TicketCommented}.
     *
     * @param text plain text of at most 65 000 characters
     */
    record CommentOnTicket(ObjectReference ticket, TicketKey key, String text) implements SupportCommand {
        public CommentOnTicket {
            Require.present(ticket, "ticket");
            Require.present(key, "comment key");
            Require.text(text, 65_000, "text");
        }
    }
}
