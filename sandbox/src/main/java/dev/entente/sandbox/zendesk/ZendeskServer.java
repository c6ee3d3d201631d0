package dev.entente.sandbox.zendesk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.vendor.Answer;
import dev.entente.sandbox.vendor.Exchange;
import dev.entente.sandbox.vendor.Exchange.BadRequest;
import dev.entente.sandbox.vendor.RateWindow;
import dev.entente.sandbox.vendor.Records;
import dev.entente.sandbox.vendor.VendorServer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The part of Zendesk Support that an integration meets: organizations and users by external id, tickets, signed
 * webhooks, quotas with their headers, errors.
 *
 * <p>Vendor facts: Zendesk's Support API reference. Not simulated: triggers, search.
 */
public final class ZendeskServer extends VendorServer {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> ORGANIZATION = List.of(
            "external_id", "name", "domain_names", "details", "notes", "organization_fields", "tags", "group_id");
    private static final List<String> USER =
            List.of("external_id", "name", "email", "organization_id", "phone", "role", "user_fields", "notes");

    private final Clock clock;
    private final String authorization;
    private final RateWindow quota;
    private final ZendeskWebhookSender sender;
    private final ZendeskTickets tickets;

    /** @param email with {@code apiToken} the Basic credentials that callers must present */
    public ZendeskServer(
            int port,
            Records records,
            Clock clock,
            String email,
            String apiToken,
            int perMinute,
            ZendeskWebhookSender.Settings webhooks)
            throws IOException {
        super("Simulated Zendesk", port, records);
        this.clock = clock;
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString((email + "/token:" + apiToken).getBytes(StandardCharsets.UTF_8));
        this.quota = new RateWindow(clock, perMinute, Duration.ofMinutes(1));
        this.sender = new ZendeskWebhookSender(faults, clock, webhooks);
        route("POST", "/api/v2/organizations/create_or_update", this::upsertOrganization);
        route("GET", "/api/v2/organizations/search", this::searchOrganizations);
        route("GET", "/api/v2/organizations/(\\d+)", this::readOrganization);
        route("POST", "/api/v2/users/create_or_update", this::upsertUser);
        this.tickets = new ZendeskTickets(records, clock, this::effect);
        route("POST", "/api/v2/tickets", this::createTicket);
        route("GET", "/api/v2/tickets", exchange -> tickets.byExternalId(exchange.parameter("external_id")));
        route("GET", "/api/v2/tickets/(\\d+)", exchange -> answer(tickets.read(exchange.group(0))));
        route("GET", "/api/v2/tickets/(\\d+)/comments", exchange -> answer(tickets.comments(exchange.group(0))));
        route("PUT", "/api/v2/tickets/(\\d+)", this::updateTicket);
        route(
                "GET",
                "/api/v2/incremental/tickets/cursor",
                exchange -> tickets.export(
                        exchange.parameter("cursor"),
                        exchange.parameter("start_time"),
                        exchange.parameter("per_page")));
    }

    @Override
    protected @Nullable Answer admit(Exchange exchange) {
        if (!exchange.header("authorization").equals(authorization)) {
            return Answer.json(401, JSON.objectNode().put("error", "Couldn't authenticate you"));
        }
        var left = quota.take();
        return left >= 0
                ? null
                : Answer.json(
                                429,
                                JSON.objectNode()
                                        .put("error", "APIRateLimitExceeded")
                                        .put("description", "Number of allowed API requests per minute exceeded"))
                        .with(
                                "Retry-After",
                                Long.toString(Math.max(1, quota.left().toSeconds())))
                        .with("X-Rate-Limit", Integer.toString(quota.limit()))
                        .with("X-Rate-Limit-Remaining", "0");
    }

    @Override
    protected Answer error(int status, String message) {
        return switch (status) {
            case 404 ->
                Answer.json(
                        404, JSON.objectNode().put("error", "RecordNotFound").put("description", "Not found"));
            case 429 ->
                Answer.json(
                        429,
                        JSON.objectNode().put("error", "APIRateLimitExceeded").put("description", message));
            default ->
                Answer.json(
                        status, JSON.objectNode().put("error", "InvalidRequest").put("description", message));
        };
    }

    private static Answer invalid(String field, String description) {
        var body = JSON.objectNode().put("error", "RecordInvalid").put("description", "Record validation errors");
        body.putObject("details").putArray(field).addObject().put("description", description);
        return Answer.json(422, body);
    }

    private Answer upsertOrganization(Exchange exchange) throws BadRequest {
        var input = exchange.json().path("organization");
        var externalId = input.path("external_id").asText("");
        var name = input.path("name").asText("");
        synchronized (records) {
            var existing = externalId.isEmpty() ? null : byExternalId("organization", externalId);
            if (existing == null && name.isBlank()) {
                return invalid("name", "Name: cannot be blank");
            }
            var namesake = records.findFirst(
                            "organization", other -> other.path("name").asText().equalsIgnoreCase(name))
                    .orElse(null);
            if (namesake != null && (existing == null || !namesake.path("id").equals(existing.path("id")))) {
                return invalid("name", "Name: has already been taken");
            }
            var organization = existing == null ? fresh("organizations") : existing;
            var before = organization.deepCopy();
            var fields = organization.path("organization_fields").deepCopy();
            ORGANIZATION.stream().filter(input::has).forEach(field -> organization.set(field, input.get(field)));
            if (fields instanceof ObjectNode kept && input.path("organization_fields") instanceof ObjectNode sent) {
                organization.set("organization_fields", kept.setAll(sent));
            }
            if (!organization.equals(before)) {
                effect(existing == null ? "create organization" : "change organization", externalId);
                organization.put("updated_at", clock.instant().toString());
            }
            records.put("organization", organization.path("id").asText(), organization);
            var answer = JSON.objectNode();
            answer.set("organization", organization);
            return Answer.json(existing == null ? 201 : 200, answer);
        }
    }

    private Answer searchOrganizations(Exchange exchange) {
        var answer = JSON.objectNode();
        var found = answer.putArray("organizations");
        var organization = byExternalId("organization", exchange.parameter("external_id"));
        if (organization != null) {
            found.add(organization);
        }
        answer.putNull("next_page").putNull("previous_page").put("count", found.size());
        return Answer.json(200, answer);
    }

    private Answer readOrganization(Exchange exchange) {
        var organization = records.find("organization", exchange.group(0)).orElse(null);
        if (organization == null) {
            return error(404, "Not found");
        }
        var answer = JSON.objectNode();
        answer.set("organization", organization);
        return Answer.json(200, answer);
    }

    private Answer upsertUser(Exchange exchange) throws BadRequest {
        var input = exchange.json().path("user");
        if (input.path("name").asText("").isBlank()) {
            return invalid("name", "Name: is too short (minimum one character)");
        }
        synchronized (records) {
            var externalId = input.path("external_id").asText("");
            var email = input.path("email").asText("");
            var existing = externalId.isEmpty() ? null : byExternalId("user", externalId);
            if (existing == null && !email.isEmpty()) {
                existing = records.findFirst(
                                "user", other -> other.path("email").asText().equalsIgnoreCase(email))
                        .orElse(null);
            }
            var user = existing == null ? fresh("users").put("role", "end-user").put("active", true) : existing;
            USER.stream().filter(input::has).forEach(field -> user.set(field, input.get(field)));
            user.put("updated_at", clock.instant().toString());
            records.put("user", user.path("id").asText(), user);
            effect(existing == null ? "create user" : "update user", externalId);
            var answer = JSON.objectNode();
            answer.set("user", user);
            return Answer.json(existing == null ? 201 : 200, answer)
                    .with("Location", user.path("url").asText());
        }
    }

    private Answer answer(java.util.Optional<Answer> found) {
        return found.orElseGet(() -> error(404, "Not found"));
    }

    private Answer createTicket(Exchange exchange) throws BadRequest {
        var input = exchange.json().path("ticket");
        if (input.path("comment").path("body").asText("").isBlank()) {
            return invalid("comment", "Comment: Body: cannot be blank");
        }
        ObjectNode ticket;
        synchronized (tickets) {
            var earlier = tickets.createdWith(exchange.header("idempotency-key"));
            if (earlier.isPresent()) {
                return earlier.get();
            }
            ticket = fresh("tickets");
            tickets.create(ticket, input, exchange.header("idempotency-key"));
        }
        sender.ticketCreated(ticket);
        var answer = JSON.objectNode();
        answer.set("ticket", ticket);
        return Answer.json(201, answer).with("Location", ticket.path("url").asText());
    }

    private Answer updateTicket(Exchange exchange) throws BadRequest {
        var input = exchange.json().path("ticket");
        var ticket = records.find("ticket", exchange.group(0)).orElse(null);
        if (ticket == null) {
            return error(404, "Not found");
        }
        if (ticket.path("status").asText().equals("closed")) {
            return invalid("status", "Status: closed prevents ticket update");
        }
        if (input.path("status").asText("").equals("new")
                && !ticket.path("status").asText().equals("new")) {
            return invalid("status", "Status: is not allowed to change back to new");
        }
        if (!tickets.update(ticket, input)) {
            return Answer.json(
                    409,
                    JSON.objectNode()
                            .put("error", "UpdateConflict")
                            .put("description", "Safe Update prevented the update due to outdated ticket data."));
        }
        var answer = JSON.objectNode();
        answer.set("ticket", ticket);
        return Answer.json(200, answer);
    }

    private ObjectNode fresh(String collection) {
        var id = Long.parseLong(records.nextId());
        return JSON.objectNode()
                .put("id", id)
                .put("url", "http://localhost/api/v2/" + collection + "/" + id + ".json")
                .put("created_at", clock.instant().toString());
    }

    /** External ids are case-insensitive in Zendesk. */
    private @Nullable ObjectNode byExternalId(String kind, String externalId) {
        var wanted = externalId.toLowerCase(Locale.ROOT);
        return records.findFirst(
                        kind,
                        record -> record.path("external_id")
                                .asText("")
                                .toLowerCase(Locale.ROOT)
                                .equals(wanted))
                .orElse(null);
    }

    @Override
    protected Answer completed(Exchange exchange, Answer answer) {
        return answer.with("X-Rate-Limit", Integer.toString(quota.limit()))
                .with("X-Rate-Limit-Remaining", Integer.toString(quota.remaining()));
    }
}
