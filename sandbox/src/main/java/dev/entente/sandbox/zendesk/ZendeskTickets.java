package dev.entente.sandbox.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.vendor.Answer;
import dev.entente.sandbox.vendor.Records;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Tickets of a simulated Zendesk: idempotent creation, safe updates, comments, the incremental export by cursor. */
final class ZendeskTickets {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String CHANGES = "ticket_change";

    private final Records records;
    private final Clock clock;
    private final BiConsumer<String, String> effect;

    ZendeskTickets(Records records, Clock clock, BiConsumer<String, String> effect) {
        this.records = records;
        this.clock = clock;
        this.effect = effect;
    }

    /** The answer to a creation with this idempotency key, if there was one. */
    Optional<Answer> createdWith(String key) {
        return key.isEmpty()
                ? Optional.empty()
                : records.findFirst(
                                "ticket",
                                ticket -> ticket.path("_key").asText("").equals(key))
                        .map(ticket -> Answer.json(201, wrapped(ticket)).with("x-idempotency-lookup", "hit"));
    }

    void create(ObjectNode ticket, JsonNode input, String key) {
        synchronized (records) {
            ticket.put("status", "new")
                    .put("subject", input.path("subject").asText(""))
                    .put("description", input.path("comment").path("body").asText())
                    .put("_key", key);
            for (var field : List.of("external_id", "organization_id", "requester_id", "priority")) {
                if (input.has(field)) {
                    ticket.set(field, input.get(field));
                }
            }
            if (input.has("requester")) {
                ticket.set("requester_id", requester(input.path("requester")));
            }
            addComment(ticket, input.path("comment"));
            changed(ticket);
            effect.accept("create ticket", ticket.path("id").asText());
        }
    }

    private JsonNode requester(JsonNode requester) {
        var email = requester.path("email").asText();
        var known =
                records.findFirst("user", user -> user.path("email").asText("").equalsIgnoreCase(email));
        if (known.isPresent()) {
            return known.get().path("id");
        }
        var id = Long.parseLong(records.nextId());
        var user = JSON.objectNode()
                .put("id", id)
                .put("name", requester.path("name").asText())
                .put("email", email)
                .put("role", "end-user");
        records.put("user", Long.toString(id), user);
        return user.path("id");
    }

    private void addComment(ObjectNode ticket, JsonNode comment) {
        var id = records.nextId();
        records.put(
                "comment",
                id,
                JSON.objectNode()
                        .put("id", Long.parseLong(id))
                        .put("_ticket", ticket.path("id").asText())
                        .put("body", comment.path("body").asText())
                        .put("public", comment.path("public").asBoolean(true)));
    }

    private void changed(ObjectNode ticket) {
        ticket.put("updated_at", clock.instant().toString());
        records.put("ticket", ticket.path("id").asText(), ticket);
        var id = records.nextId();
        records.put(
                CHANGES,
                id,
                JSON.objectNode()
                        .put("id", Long.parseLong(id))
                        .put("ticket", ticket.path("id").asText()));
    }

    /** @return false when the ticket is not the one that the caller saw */
    boolean update(ObjectNode ticket, JsonNode input) {
        synchronized (records) {
            var present = records.find("ticket", ticket.path("id").asText()).orElseThrow();
            if (input.path("safe_update").asBoolean()
                    && !present.path("updated_at")
                            .asText()
                            .equals(input.path("updated_stamp").asText())) {
                return false;
            }
            ticket.setAll(present);
            for (var field : List.of("status", "subject", "priority")) {
                if (input.has(field)) {
                    ticket.set(field, input.get(field));
                }
            }
            if (input.has("comment")) {
                addComment(ticket, input.path("comment"));
                effect.accept("comment ticket", ticket.path("id").asText());
            }
            changed(ticket);
            effect.accept("update ticket", ticket.path("id").asText());
            return true;
        }
    }

    Answer byExternalId(String externalId) {
        var answer = JSON.objectNode();
        var list = answer.putArray("tickets");
        records.where("ticket", ticket -> ticket.path("external_id").asText("").equals(externalId))
                .forEach(list::add);
        return Answer.json(200, answer.put("count", list.size()));
    }

    Optional<Answer> read(String id) {
        return records.find("ticket", id).map(ticket -> Answer.json(200, beside(wrapped(ticket), List.of(ticket))));
    }

    Optional<Answer> comments(String id) {
        return records.find("ticket", id).map(ticket -> {
            var answer = JSON.objectNode();
            var list = answer.putArray("comments");
            records.where("comment", comment -> comment.path("_ticket").asText().equals(id)).stream()
                    .sorted(Comparator.comparingLong(
                                    (ObjectNode comment) -> comment.path("id").asLong())
                            .reversed())
                    .forEach(list::add);
            return Answer.json(200, answer.put("count", list.size()));
        });
    }

    /** A cursor is the number of the last change that was told. */
    Answer export(String cursor, String startTime, String perPage) {
        var after = cursor.isEmpty() ? 0 : Long.parseLong(cursor);
        var since = startTime.isEmpty() ? Instant.EPOCH : Instant.ofEpochSecond(Long.parseLong(startTime));
        if (since.isAfter(clock.instant().minusSeconds(60))) {
            return Answer.json(422, JSON.objectNode().put("error", "InvalidValue"));
        }
        var size = perPage.isEmpty() ? 1000 : Integer.parseInt(perPage);
        var answer = JSON.objectNode();
        var list = answer.putArray("tickets");
        var told = new ArrayList<ObjectNode>();
        var last = after;
        var changes = records.where(CHANGES, change -> change.path("id").asLong() > after).stream()
                .sorted(Comparator.comparingLong(
                        (ObjectNode change) -> change.path("id").asLong()))
                .toList();
        var read = 0;
        for (var change : changes) {
            if (told.size() == size) {
                break;
            }
            read++;
            last = change.path("id").asLong();
            var ticket = records.find("ticket", change.path("ticket").asText()).orElseThrow();
            if (!Instant.parse(ticket.path("updated_at").asText()).isBefore(since)) {
                told.add(ticket);
                list.add(ticket);
            }
        }
        answer.put("after_cursor", Long.toString(last)).put("end_of_stream", read == changes.size());
        return Answer.json(200, beside(answer, told));
    }

    /** Side-loads the people and organizations of the tickets. */
    private ObjectNode beside(ObjectNode answer, List<ObjectNode> tickets) {
        var users = answer.putArray("users");
        var organizations = answer.putArray("organizations");
        for (var ticket : tickets) {
            records.find("user", ticket.path("requester_id").asText("")).ifPresent(users::add);
            records.find("organization", ticket.path("organization_id").asText(""))
                    .ifPresent(organizations::add);
        }
        return answer;
    }

    private static ObjectNode wrapped(ObjectNode ticket) {
        var answer = JSON.objectNode();
        answer.set("ticket", ticket);
        return answer;
    }
}
