package dev.entente.support;

import dev.entente.adapter.connection.Connections;
import dev.entente.adapter.http.DryRun;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.inbound.Translator;
import dev.entente.adapter.polling.Announcements;
import dev.entente.adapter.polling.Announcements.About;
import dev.entente.adapter.polling.Feeds;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Attributes.Origin;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.SupportEvent.TicketChanged;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.contracts.model.Ticket;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.List;
import java.util.Optional;

/**
 * Tells what changed about tickets. Webhooks are hints: the ticket is read and announced at once; the feed finds what no
 * webhook told. Both say the same thing once, through the announcements.
 */
@ApplicationScoped
class TicketNews implements Translator {

    private final VendorConnectors<SupportConnector> connectors;
    private final Connections connections;
    private final Feeds feeds;
    private final Announcements announcements;

    TicketNews(
            VendorConnectors<SupportConnector> connectors,
            Connections connections,
            Feeds feeds,
            Announcements announcements) {
        this.connectors = connectors;
        this.connections = connections;
        this.feeds = feeds;
        this.announcements = announcements;
    }

    @Override
    public Uni<List<Event>> translate(Attributes inbound, byte[] payload) throws UnreadableMessage {
        // A hint that comes to nothing, because the tool is away or has not committed yet, is made up for by the feed.
        return ticketConcerned(connectors, inbound, payload)
                .chain(ticket ->
                        ticket.isEmpty() ? Uni.createFrom().voidItem() : announce(inbound.connection(), ticket.get()))
                .onFailure(VendorFailure.class)
                .recoverWithNull()
                .replaceWith(List.of());
    }

    @Override
    public Uni<List<Event>> foresee(Attributes inbound, byte[] payload, DryRun run) throws UnreadableMessage {
        return ticketConcerned(connectors.of(run), inbound, payload)
                .chain(ticket -> ticket.isEmpty()
                        ? Uni.createFrom().item(List.<Event>of())
                        : news(inbound.connection(), ticket.get()))
                .onFailure(VendorFailure.class)
                .recoverWithItem(List.of());
    }

    private Uni<List<Event>> news(String connection, Ticket ticket) {
        var changed = new TicketChanged(ticket);
        return announcements
                .isNews(about(connection, ticket), edition -> changed)
                .map(news -> news ? List.of(changed) : List.of());
    }

    private static Uni<Optional<Ticket>> ticketConcerned(
            VendorConnectors<SupportConnector> connectors, Attributes inbound, byte[] payload)
            throws UnreadableMessage {
        var connector = connectors.find(inbound.connection()).orElse(null);
        if (connector == null) {
            throw new UnreadableMessage("connection " + inbound.connection() + " is not configured here");
        }
        var id = connector.ticketConcerned(payload).orElse(null);
        return id == null
                ? Uni.createFrom().item(Optional.empty())
                : connector.readTicket(id).map(Optional::of);
    }

    @Scheduled(
            every = "${entente.feed.every:PT30S}",
            delayed = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> poll() {
        return feeds.pollAll("tickets", connectors, connector -> connector::changedTickets, this::announce);
    }

    private Uni<Void> announce(String connection, Ticket ticket) {
        return announcements.announce(about(connection, ticket), edition -> new TicketChanged(ticket));
    }

    private About about(String connection, Ticket ticket) {
        var origin = connections
                .find(connection)
                .map(known -> known.origin())
                .orElseGet(() -> new Origin(connection, "default"));
        var id = ticket.reference().id();
        return new About(
                "ticket/" + connection + "/" + id,
                "ticket/" + connection + "/" + id,
                Identifiers.correlation(connection, "ticket", id),
                origin);
    }
}
