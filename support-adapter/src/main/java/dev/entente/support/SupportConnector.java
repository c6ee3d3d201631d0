package dev.entente.support;

import dev.entente.adapter.polling.FeedPage;
import dev.entente.adapter.webhook.WebhookScheme;
import dev.entente.contracts.message.SupportCommand.CommentOnTicket;
import dev.entente.contracts.message.SupportCommand.MoveTicket;
import dev.entente.contracts.message.SupportCommand.OpenTicket;
import dev.entente.contracts.message.SupportCommand.RecordEntitlement;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.contracts.model.Ticket;
import dev.entente.contracts.model.TicketKey;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/**
 * The port: one connection to one support tool. Failures of the tool arrive as {@code VendorFailure}.
 *
 * <p>What is promised here holds for every tool, whatever it offers for it; {@code SupportPortContract} asks each.
 */
public interface SupportConnector {

    WebhookScheme webhooks();

    /**
     * Shows the entitlement on the customer and makes its people known, however many ask at once; repeating it changes
     * nothing, and what others noted on the customer stays.
     */
    Uni<Void> recordEntitlement(RecordEntitlement entitlement, String correlationId);

    /** Opens the ticket, or finds the one that was opened under its key. */
    Uni<Ticket> openTicket(OpenTicket ticket);

    /** The ticket that was opened under a key: the probe. */
    Uni<Optional<Ticket>> findTicket(TicketKey key);

    Uni<Ticket> readTicket(String id);

    /**
     * Moves a ticket as {@code TicketStatus} allows it; refused as invalid otherwise, and when the command names a version
     * that is not the ticket's any more.
     */
    Uni<Ticket> moveTicket(MoveTicket move);

    /** Adds the comment for agents only, unless it is there under its key. */
    Uni<Void> comment(CommentOnTicket comment);

    /**
     * Which ticket an inbound event makes worth reading again; empty when the event means nothing to us.
     *
     * @throws UnreadableMessage if the payload is not what the vendor's protocol says
     */
    Optional<String> ticketConcerned(byte[] inboundPayload) throws UnreadableMessage;

    /**
     * Tickets of which anything changed, as they stand now.
     *
     * @param position from the page before; absent when the feed was never read: then it begins now
     * @param overlap how far to go back behind the position
     */
    Uni<FeedPage<Ticket>> changedTickets(@Nullable String position, Duration overlap);
}
