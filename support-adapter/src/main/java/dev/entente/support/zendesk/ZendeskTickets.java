package dev.entente.support.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.http.RecordChange;
import dev.entente.adapter.http.VendorClient;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorRequest;
import dev.entente.adapter.http.VendorResponse;
import dev.entente.adapter.polling.FeedItems;
import dev.entente.adapter.polling.FeedPage;
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
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Tickets by external id. An idempotency key makes their creation unique for two hours, the search before it for ever;
 * changes name the version they were decided on ({@code safe_update}).
 */
final class ZendeskTickets {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_RETRIES = 5;

    /** The export refuses to begin with the minute that is not over. */
    private static final Duration EXPORT_DELAY = Duration.ofMinutes(2);

    private static final Duration A_DAY = Duration.ofDays(1);

    private final String connection;
    private final VendorClient client;
    private final ZendeskSettings settings;
    private final FeedItems items;

    ZendeskTickets(String connection, VendorClient client, ZendeskSettings settings, FeedItems items) {
        this.connection = connection;
        this.client = client;
        this.settings = settings;
        this.items = items;
    }

    Uni<Ticket> open(OpenTicket command) {
        return find(command.key())
                .chain(found ->
                        found.map(ticket -> Uni.createFrom().item(ticket)).orElseGet(() -> create(command)));
    }

    private Uni<Ticket> create(OpenTicket command) {
        return organization(command.customer())
                .chain(organization -> client.call(
                        VendorRequest.write("create-ticket", "POST", "/api/v2/tickets", created(command, organization))
                                .with("Idempotency-Key", settings.externalIdPrefix() + command.key())))
                .map(response -> ticket(response.json().path("ticket")))
                .chain(ticket -> read(ticket.reference().id()));
    }

    private ObjectNode created(OpenTicket command, Optional<JsonNode> organization) {
        var body = JSON.objectNode();
        var ticket = body.putObject("ticket")
                .put("external_id", settings.externalIdPrefix() + command.key())
                .put("subject", command.subject());
        ticket.putObject("comment").put("body", command.text()).put("public", true);
        ticket.putObject("requester")
                .put("name", command.requester().name())
                .put("email", command.requester().email());
        organization.ifPresent(found -> ticket.set("organization_id", found.path("id")));
        return body;
    }

    private Uni<Optional<JsonNode>> organization(@Nullable ObjectReference customer) {
        if (customer == null) {
            return Uni.createFrom().item(Optional.empty());
        }
        return client.call(VendorRequest.get(
                        "find-organization",
                        "/api/v2/organizations/search?external_id="
                                + settings.externalIds().of(customer)))
                .map(response -> StreamSupport.stream(
                                response.json().path("organizations").spliterator(), false)
                        .findFirst());
    }

    Uni<Optional<Ticket>> find(TicketKey key) {
        var externalId = settings.externalIdPrefix() + key;
        return client.call(VendorRequest.get("find-ticket", "/api/v2/tickets?external_id=" + externalId))
                .map(response -> StreamSupport.stream(
                                response.json().path("tickets").spliterator(), false)
                        .filter(ticket -> ticket.path("external_id").asText("").equals(externalId))
                        .findFirst())
                .chain(found -> found.map(
                                ticket -> read(ticket.path("id").asText()).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    /** With the people and organizations beside it, by side-loading. */
    Uni<Ticket> read(String id) {
        if (!id.matches("\\d{1,18}")) {
            return Uni.createFrom()
                    .failure(VendorFailure.refused(
                            new Failure.Invalid("'" + id + "' does not identify a ticket of the support tool")));
        }
        return client.call(VendorRequest.get("read-ticket", "/api/v2/tickets/" + id + "?include=users,organizations"))
                .map(response -> ticket(response.json().path("ticket"), response.json()));
    }

    Uni<Ticket> move(MoveTicket command) {
        return Uni.createFrom()
                .deferred(() -> read(command.ticket().id()).chain(ticket -> move(ticket, command)))
                .onFailure(failure -> VendorFailure.isChangedMeanwhile(failure) && command.version() == null)
                .retry()
                .atMost(MOST_RETRIES)
                .onFailure(VendorFailure::isChangedMeanwhile)
                .transform(stale -> VendorFailure.refused(TicketMoves.STALE));
    }

    private Uni<Ticket> move(Ticket ticket, MoveTicket command) {
        var refusal = TicketMoves.refusal(ticket, command).orElse(null);
        if (refusal != null) {
            return Uni.createFrom().failure(VendorFailure.refused(refusal));
        }
        if (ticket.status() == command.status()) {
            return Uni.createFrom().item(ticket);
        }
        var body = JSON.objectNode();
        body.putObject("ticket")
                .put("status", word(command.status()))
                .put("safe_update", true)
                .put("updated_stamp", ticket.version());
        return update(ticket.reference().id(), body)
                .chain(() -> read(ticket.reference().id()))
                .invoke(after -> {
                    if (after.status() != command.status()) {
                        throw VendorFailure.refused(
                                new Failure.Invalid("the support tool does not let the ticket go from "
                                        + ticket.status() + " to " + command.status()));
                    }
                });
    }

    private Uni<Void> update(String id, JsonNode body) {
        var path = "/api/v2/tickets/" + id;
        return client.call(VendorRequest.write("update-ticket", "PUT", path, body)
                        .changing(RecordChange.unanswered(
                                body.path("ticket"),
                                VendorRequest.get("read-ticket", path),
                                answer -> answer.path("ticket"))))
                .replaceWithVoid();
    }

    /** Comments have no key of their own in Zendesk: a last line names ours. */
    Uni<Void> comment(CommentOnTicket command) {
        var mark = "[entente " + command.key() + "]";
        return read(command.ticket().id())
                .chain(ticket -> comments(ticket.reference().id()).chain(there -> {
                    if (there.stream().anyMatch(text -> text.endsWith(mark))) {
                        return Uni.createFrom().voidItem();
                    }
                    var body = JSON.objectNode();
                    body.putObject("ticket")
                            .putObject("comment")
                            .put("body", command.text() + "\n\n" + mark)
                            .put("public", false);
                    return update(ticket.reference().id(), body);
                }));
    }

    private Uni<List<String>> comments(String ticket) {
        return client.call(
                        VendorRequest.get("read-comments", "/api/v2/tickets/" + ticket + "/comments?sort_order=desc"))
                .map(response -> {
                    var texts = new ArrayList<String>();
                    response.json()
                            .path("comments")
                            .forEach(comment -> texts.add(comment.path("body").asText("")));
                    return texts;
                });
    }

    /** By the cursor of the incremental export, which leaves out the last minute by itself: no overlap is needed. */
    Uni<FeedPage<Ticket>> changed(@Nullable String position) {
        return position == null ? begin() : page(position);
    }

    /** Asks only for the vendor's time. */
    private Uni<FeedPage<Ticket>> begin() {
        var asked = client.clock().moment();
        return export(startTime(asked.get().minus(A_DAY)), 1)
                .map(ignored -> new FeedPage<>(List.of(), startTime(asked.get().minus(EXPORT_DELAY)), false));
    }

    private static String startTime(Instant time) {
        return "start_time=" + time.getEpochSecond();
    }

    private Uni<FeedPage<Ticket>> page(String position) {
        return export(position, settings.feedPage()).map(answer -> {
            var tickets = new ArrayList<Ticket>();
            answer.path("tickets")
                    .forEach(ticket -> items.read(ticket.path("id").asText(), () -> ticket(ticket, answer))
                            .ifPresent(tickets::add));
            var cursor = answer.path("after_cursor").asText("");
            return new FeedPage<>(
                    tickets,
                    cursor.isEmpty() ? position : "cursor=" + cursor,
                    !answer.path("end_of_stream").asBoolean(true));
        });
    }

    private Uni<JsonNode> export(String position, int most) {
        return client.call(VendorRequest.get(
                        "export-tickets",
                        "/api/v2/incremental/tickets/cursor?exclude_deleted=true&include=users,organizations&per_page="
                                + most + "&" + position))
                .map(VendorResponse::json);
    }

    private Ticket ticket(JsonNode ticket) {
        return ticket(ticket, JSON.objectNode());
    }

    private Ticket ticket(JsonNode ticket, JsonNode beside) {
        var externalId = ticket.path("external_id").asText("");
        var key = externalId.startsWith(settings.externalIdPrefix())
                ? externalId.substring(settings.externalIdPrefix().length())
                : "";
        return new Ticket(
                new ObjectReference(connection, ticket.path("id").asText()),
                key.matches("[A-Za-z0-9_-]{1,35}") ? new TicketKey(key) : null,
                TicketTexts.subject(ticket.path("subject").asText("")),
                status(ticket.path("status").asText("")),
                text(beside.path("users"), ticket.path("requester_id"), "email"),
                Optional.ofNullable(text(beside.path("organizations"), ticket.path("organization_id"), "external_id"))
                        .flatMap(settings.externalIds()::read)
                        .orElse(null),
                Instant.parse(ticket.path("updated_at").asText()),
                ticket.path("updated_at").asText());
    }

    private static @Nullable String text(JsonNode records, JsonNode id, String field) {
        for (var record : records) {
            if (record.path("id").asText().equals(id.asText("none")) && record.hasNonNull(field)) {
                return record.path(field).asText();
            }
        }
        return null;
    }

    static TicketStatus status(String word) {
        return switch (word) {
            case "new" -> TicketStatus.NEW;
            case "open" -> TicketStatus.OPEN;
            case "pending" -> TicketStatus.PENDING;
            case "hold" -> TicketStatus.ON_HOLD;
            case "solved" -> TicketStatus.SOLVED;
            case "closed" -> TicketStatus.CLOSED;
            default ->
                throw VendorFailure.refused(
                        new Failure.Poison("the support tool's ticket status '" + word + "' is unknown"));
        };
    }

    static String word(TicketStatus status) {
        return status == TicketStatus.ON_HOLD ? "hold" : status.name().toLowerCase(Locale.ROOT);
    }
}
