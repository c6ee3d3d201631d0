package dev.entente.support.requesttracker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.SupportCommand.CommentOnTicket;
import dev.entente.contracts.message.SupportCommand.MoveTicket;
import dev.entente.contracts.message.SupportCommand.OpenTicket;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Ticket;
import dev.entente.contracts.model.TicketKey;
import dev.entente.contracts.model.TicketStatus;
import dev.entente.support.TicketMoves;
import dev.entente.support.TicketTexts;
import dev.entente.support.requesttracker.RequestTrackerApi.Versioned;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tickets of one queue, with our key in a custom field. The caller holds a lock per key or ticket where it writes. */
final class RequestTrackerTickets {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_RETRIES = 5;
    private static final int MOST_UNDER_A_KEY = 20;

    private final String connection;
    private final RequestTrackerApi api;
    private final RequestTrackerSettings settings;

    RequestTrackerTickets(String connection, RequestTrackerApi api, RequestTrackerSettings settings) {
        this.connection = connection;
        this.api = api;
        this.settings = settings;
    }

    Uni<Ticket> open(OpenTicket command) {
        return find(command.key())
                .chain(found -> found.map(ticket -> Uni.createFrom().item(ticket))
                        .orElseGet(() -> api.create("ticket", created(command))
                                .call(() -> theOne(command.key()))
                                .chain(this::read)
                                .invoke(this::requireKey)));
    }

    private ObjectNode created(OpenTicket command) {
        var body = JSON.objectNode()
                .put("Queue", settings.queue())
                .put("Subject", command.subject())
                .put("Requestor", command.requester().email())
                .put("Content", command.text())
                .put("ContentType", "text/plain");
        var fields = body.putObject("CustomFields")
                .put(settings.keyField(), command.key().value());
        if (command.customer() != null) {
            fields.put(settings.customerField(), settings.externalIds().of(command.customer()));
        }
        return body;
    }

    /** A field that the queue does not have is dropped without a word: then the ticket would be opened again and again. */
    private void requireKey(Ticket ticket) {
        if (ticket.key() == null) {
            throw VendorFailure.refused(new Failure.Denied("the queue '" + settings.queue()
                    + "' of the support tool has no field '" + settings.keyField() + "'; ticket "
                    + ticket.reference().id() + " was opened without it"));
        }
    }

    Uni<Optional<Ticket>> find(TicketKey key) {
        return theOne(key)
                .chain(found -> found.map(id -> read(id).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<String>> theOne(TicketKey key) {
        return under(key).map(ids -> RequestTrackerApi.theOne("ticket of this key", ids));
    }

    private Uni<List<String>> under(TicketKey key) {
        var query = "Queue = " + RequestTrackerApi.quoted(settings.queue()) + " AND CF.{" + settings.keyField() + "} = "
                + RequestTrackerApi.quoted(key.value());
        return api.search("tickets", query, "CustomFields", MOST_UNDER_A_KEY)
                .map(rows -> rows.stream()
                        .map(row -> new Versioned(row, ""))
                        .filter(ticket -> ticket.field(settings.keyField()).equals(List.of(key.value())))
                        .map(Versioned::id)
                        .toList());
    }

    Uni<Ticket> read(String id) {
        return api.read("ticket", id).map(this::ticket);
    }

    Uni<Ticket> move(MoveTicket command) {
        return Uni.createFrom()
                .deferred(() -> api.read("ticket", command.ticket().id()).chain(read -> move(read, command)))
                .onFailure(failure -> VendorFailure.isChangedMeanwhile(failure) && command.version() == null)
                .retry()
                .atMost(MOST_RETRIES)
                .onFailure(VendorFailure::isChangedMeanwhile)
                .transform(stale -> VendorFailure.refused(TicketMoves.STALE));
    }

    private Uni<Ticket> move(Versioned read, MoveTicket command) {
        var ticket = ticket(read);
        var refusal = TicketMoves.refusal(ticket, command).orElse(null);
        if (refusal != null) {
            return Uni.createFrom().failure(VendorFailure.refused(refusal));
        }
        if (word(ticket.status()).equals(word(command.status()))) {
            return Uni.createFrom().item(ticket);
        }
        return api.update("ticket", read, JSON.objectNode().put("Status", word(command.status())))
                .chain(() -> read(read.id()))
                .invoke(after -> {
                    if (!word(after.status()).equals(word(command.status()))) {
                        throw VendorFailure.refused(
                                new Failure.Invalid("the support tool does not let the ticket go from "
                                        + ticket.status() + " to " + command.status()));
                    }
                });
    }

    /** The subject of a comment can be searched for, its text cannot. */
    Uni<Void> comment(CommentOnTicket command) {
        var subject = "entente " + command.key();
        return api.having(
                        "find-comment",
                        "ticket/" + number(command.ticket()) + "/attachments?fields=Subject",
                        "Subject",
                        subject)
                .map(found -> found.stream()
                        .anyMatch(row -> row.path("Subject").asText("").equals(subject)))
                .chain(there -> there
                        ? Uni.createFrom().voidItem()
                        : api.comment(
                                number(command.ticket()),
                                JSON.objectNode()
                                        .put("Subject", subject)
                                        .put("Content", command.text())
                                        .put("ContentType", "text/plain")));
    }

    private static String number(ObjectReference ticket) {
        if (!ticket.id().matches("\\d{1,18}")) {
            throw VendorFailure.refused(
                    new Failure.Invalid("'" + ticket.id() + "' does not identify a record of the support tool"));
        }
        return ticket.id();
    }

    Ticket ticket(Versioned read) {
        var record = read.record();
        var keys = read.field(settings.keyField());
        var customers = read.field(settings.customerField());
        return new Ticket(
                new ObjectReference(connection, read.id()),
                keys.isEmpty() || !keys.getFirst().matches("[A-Za-z0-9_-]{1,35}")
                        ? null
                        : new TicketKey(keys.getFirst()),
                TicketTexts.subject(record.path("Subject").asText("")),
                status(record.path("Status").asText("")),
                requester(record),
                customers.stream()
                        .findFirst()
                        .flatMap(settings.externalIds()::read)
                        .orElse(null),
                Instant.parse(record.path("LastUpdated").asText()),
                read.etag());
    }

    private static @Nullable String requester(JsonNode record) {
        var name = record.path("Requestor").path(0).path("id").asText("");
        return name.contains("@") ? name : null;
    }

    /** The default lifecycle. */
    static TicketStatus status(String word) {
        return switch (word) {
            case "new" -> TicketStatus.NEW;
            case "open" -> TicketStatus.OPEN;
            case "stalled" -> TicketStatus.PENDING;
            case "resolved" -> TicketStatus.SOLVED;
            case "rejected", "deleted" -> TicketStatus.CLOSED;
            default ->
                throw VendorFailure.refused(
                        new Failure.Poison("the support tool's ticket status '" + word + "' is unknown"));
        };
    }

    /** It does not tell whom a stalled ticket waits for. */
    static String word(TicketStatus status) {
        return switch (status) {
            case NEW -> "new";
            case OPEN -> "open";
            case PENDING, ON_HOLD -> "stalled";
            case SOLVED -> "resolved";
            case CLOSED -> "rejected";
        };
    }
}
