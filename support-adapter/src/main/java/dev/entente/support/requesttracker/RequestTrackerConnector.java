package dev.entente.support.requesttracker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.lock.Exclusive;
import dev.entente.adapter.polling.FeedItems;
import dev.entente.adapter.polling.FeedPage;
import dev.entente.adapter.webhook.WebhookScheme;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.SupportCommand.CommentOnTicket;
import dev.entente.contracts.message.SupportCommand.MoveTicket;
import dev.entente.contracts.message.SupportCommand.OpenTicket;
import dev.entente.contracts.message.SupportCommand.RecordEntitlement;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.contracts.model.Ticket;
import dev.entente.contracts.model.TicketKey;
import dev.entente.support.SupportConnector;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/**
 * One queue and one catalogue of a Request Tracker. Nothing there is unique by our keys, and its If-Match lets several
 * writers through at once, so one at a time works on a customer, a key or a ticket.
 */
final class RequestTrackerConnector implements SupportConnector {

    private final Exclusive exclusive;
    private final RequestTrackerUsers users;
    private final RequestTrackerEntitlements entitlements;
    private final RequestTrackerTickets tickets;
    private final RequestTrackerTicketFeed feed;
    private final WebhookScheme webhooks;

    private RequestTrackerConnector(
            WebhookScheme webhooks,
            Exclusive exclusive,
            RequestTrackerUsers users,
            RequestTrackerEntitlements entitlements,
            RequestTrackerTickets tickets,
            RequestTrackerTicketFeed feed) {
        this.exclusive = exclusive;
        this.users = users;
        this.entitlements = entitlements;
        this.tickets = tickets;
        this.feed = feed;
        this.webhooks = webhooks;
    }

    static RequestTrackerConnector of(
            Connection connection,
            RequestTrackerApi api,
            RequestTrackerSettings settings,
            Exclusive exclusive,
            FeedItems items) {
        var tickets = new RequestTrackerTickets(connection.name(), api, settings);
        return new RequestTrackerConnector(
                new RequestTrackerWebhooks(connection.webhookSecrets()),
                exclusive,
                new RequestTrackerUsers(api),
                new RequestTrackerEntitlements(api, settings),
                tickets,
                new RequestTrackerTicketFeed(api, tickets, settings, items));
    }

    @Override
    public WebhookScheme webhooks() {
        return webhooks;
    }

    @Override
    public Uni<Void> recordEntitlement(RecordEntitlement entitlement, String correlationId) {
        return users.ensure(entitlement.customer())
                .chain(() -> exclusive.on(
                        "entitlement",
                        entitlements.customer(entitlement.customer()),
                        () -> entitlements.record(entitlement, correlationId)));
    }

    @Override
    public Uni<Ticket> openTicket(OpenTicket ticket) {
        return exclusive.on("ticket-key", ticket.key().value(), () -> tickets.open(ticket));
    }

    @Override
    public Uni<Optional<Ticket>> findTicket(TicketKey key) {
        return tickets.find(key);
    }

    @Override
    public Uni<Ticket> readTicket(String id) {
        return tickets.read(id);
    }

    @Override
    public Uni<Ticket> moveTicket(MoveTicket move) {
        return exclusive.on("ticket", move.ticket().id(), () -> tickets.move(move));
    }

    @Override
    public Uni<Void> comment(CommentOnTicket comment) {
        return exclusive.on("ticket", comment.ticket().id(), () -> tickets.comment(comment));
    }

    @Override
    public Optional<String> ticketConcerned(byte[] inboundPayload) throws UnreadableMessage {
        var event = ContractJson.read(inboundPayload, JsonNode.class);
        return Optional.of(event.path("ticket").asText());
    }

    @Override
    public Uni<FeedPage<Ticket>> changedTickets(@Nullable String position, Duration overlap) {
        return feed.changed(position, overlap);
    }
}
