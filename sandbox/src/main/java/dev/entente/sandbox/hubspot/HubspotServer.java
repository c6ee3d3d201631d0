package dev.entente.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.hubspot.HubspotWebhookSender.Settings;
import dev.entente.sandbox.vendor.Answer;
import dev.entente.sandbox.vendor.Exchange;
import dev.entente.sandbox.vendor.Exchange.BadRequest;
import dev.entente.sandbox.vendor.RateWindow;
import dev.entente.sandbox.vendor.Records;
import dev.entente.sandbox.vendor.VendorServer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The part of HubSpot that an integration meets: CRM objects v3, property-change webhooks, quotas, errors.
 *
 * <p>Vendor facts: HubSpot's CRM API v3 and its usage guidelines. Not simulated: custom objects, workflows.
 */
public final class HubspotServer extends VendorServer {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<String, String> SUBSCRIPTION_BY_TYPE =
            Map.of("deals", "deal", "companies", "company", "contacts", "contact", "line_items", "line_item");
    private static final Map<String, String> ASSOCIATION_NAMES = Map.of("line_items", "line items");
    private static final Map<Integer, String> ASSOCIATED_TYPE =
            Map.of(3, "contacts", 341, "companies", 19, "line_items", 5, "companies");
    private static final int MOST_IN_A_BATCH = 100;
    private static final long PORTAL = 62515;

    private final Clock clock;
    private final String accessToken;
    private final HubspotWebhookSender sender;
    private final RateWindow quota;

    /** @param accessToken what callers must present as Bearer token */
    public HubspotServer(
            int port, Records records, Clock clock, String accessToken, Settings webhooks, int per10Seconds)
            throws IOException {
        super("Simulated HubSpot", port, records);
        this.clock = clock;
        this.accessToken = accessToken;
        this.sender = new HubspotWebhookSender(records, faults, clock, webhooks);
        this.quota = new RateWindow(clock, per10Seconds, Duration.ofSeconds(10));
        var objects = "/crm/v3/objects/(deals|companies|contacts|line_items)";
        route("POST", objects, exchange -> Answer.json(201, create(exchange.group(0), exchange.json())));
        route("GET", objects + "/(\\d+)", this::read);
        route("PATCH", objects + "/(\\d+)", this::update);
        route("POST", objects + "/search", this::search);
        route("POST", objects + "/batch/read", this::readBatch);
        route("POST", objects + "/batch/create", this::createBatch);
        route("POST", objects + "/batch/update", this::updateBatch);
    }

    @Override
    public void start() {
        super.start();
        sender.start();
    }

    @Override
    protected @Nullable Answer admit(Exchange exchange) {
        if (!exchange.header("authorization").equals("Bearer " + accessToken)) {
            return error(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.");
        }
        var left = quota.take();
        if (left < 0) {
            var refused = error(429, "RATE_LIMITS", "You have reached your ten_secondly_rolling limit.");
            return quotaHeaders(refused, 0);
        }
        return null;
    }

    @Override
    protected Answer completed(Exchange exchange, Answer answer) {
        return exchange.path().endsWith("/search") ? answer : quotaHeaders(answer, quota.remaining());
    }

    private Answer quotaHeaders(Answer answer, int left) {
        return answer.with("X-HubSpot-RateLimit-Max", Integer.toString(quota.limit()))
                .with("X-HubSpot-RateLimit-Remaining", Integer.toString(left))
                .with("X-HubSpot-RateLimit-Interval-Milliseconds", "10000");
    }

    @Override
    protected Answer error(int status, String message) {
        return error(
                status,
                switch (status) {
                    case 404 -> "OBJECT_NOT_FOUND";
                    case 429 -> "RATE_LIMITS";
                    default -> status < 500 ? "VALIDATION_ERROR" : "INTERNAL_ERROR";
                },
                message);
    }

    private static Answer error(int status, String category, String message) {
        var body = JSON.objectNode()
                .put("status", "error")
                .put("message", message)
                .put("correlationId", UUID.randomUUID().toString())
                .put("category", category);
        if (status == 429) {
            body.put("errorType", "RATE_LIMIT").put("policyName", "TEN_SECONDLY_ROLLING");
        }
        return Answer.json(status, body);
    }

    private ObjectNode create(String type, JsonNode input) throws BadRequest {
        if (!input.path("properties").isObject() || !input.path("associations").isArray()) {
            throw new BadRequest("properties and associations are required");
        }
        var record = JSON.objectNode();
        synchronized (records) {
            var id = records.nextId();
            record.put("id", id);
            var properties = record.putObject("properties");
            input.path("properties")
                    .properties()
                    .forEach(property -> properties.put(
                            property.getKey(), property.getValue().asText()));
            var now = clock.instant().toString();
            properties.put("hs_object_id", id).put("createdate", now).put("hs_lastmodifieddate", now);
            record.put("createdAt", now).put("updatedAt", now).put("archived", false);
            associate(record.putObject("links"), input.path("associations"));
            records.put(type, id, record);
        }
        properties(type, record, Set.of("dealstage"));
        return visible(record);
    }

    private static void associate(ObjectNode links, JsonNode associations) throws BadRequest {
        for (var association : associations) {
            for (var kind : association.path("types")) {
                var type = ASSOCIATED_TYPE.get(kind.path("associationTypeId").asInt());
                if (type == null) {
                    throw new BadRequest("unknown associationTypeId " + kind.path("associationTypeId"));
                }
                links.withArrayProperty(type)
                        .add(association.path("to").path("id").asText());
            }
        }
    }

    private Answer read(Exchange exchange) {
        var record = records.find(exchange.group(0), exchange.group(1)).orElse(null);
        if (record == null) {
            return error(404, "Object not found. objectId=" + exchange.group(1));
        }
        var answer = visible(record);
        var wanted = exchange.parameter("associations");
        if (!wanted.isEmpty()) {
            var associations = JSON.objectNode();
            for (var type : wanted.split(",")) {
                var linked = record.path("links").path(type);
                if (!linked.isEmpty()) {
                    var results = associations
                            .putObject(ASSOCIATION_NAMES.getOrDefault(type, type))
                            .putArray("results");
                    linked.forEach(id -> results.addObject()
                            .put("id", id.asText())
                            .put("type", "deal_to_" + SUBSCRIPTION_BY_TYPE.getOrDefault(type, type) + "_unlabeled"));
                    if (type.equals("companies")) {
                        results.addObject().put("id", linked.path(0).asText()).put("type", "deal_to_company");
                    }
                }
            }
            answer.set("associations", associations);
        }
        return Answer.json(
                200, restricted(answer, exchange.parameter("properties").split(",")));
    }

    private Answer update(Exchange exchange) throws BadRequest {
        var updated = update(exchange.group(0), exchange.group(1), exchange.json());
        return updated == null
                ? error(404, "Object not found. objectId=" + exchange.group(1))
                : Answer.json(200, updated);
    }

    private @Nullable ObjectNode update(String type, String id, JsonNode input) throws BadRequest {
        if (!input.path("properties").isObject()) {
            throw new BadRequest("properties is required");
        }
        var changed = new java.util.LinkedHashSet<String>();
        var repeated = new java.util.LinkedHashSet<String>();
        ObjectNode record;
        synchronized (records) {
            record = records.find(type, id).orElse(null);
            if (record == null) {
                return null;
            }
            var properties = (ObjectNode) record.get("properties");
            input.path("properties").properties().forEach(property -> {
                var value = property.getValue().asText();
                if (!value.equals(properties.path(property.getKey()).asText())) {
                    properties.put(property.getKey(), value);
                    changed.add(property.getKey());
                } else {
                    repeated.add(property.getKey());
                }
            });
            properties.put("hs_lastmodifieddate", clock.instant().toString());
            record.put("updatedAt", clock.instant().toString());
            records.put(type, id, record);
            changed.forEach(property -> effect("change " + type + "." + property, id));
            repeated.forEach(property -> effect("repeat " + type + "." + property, id));
        }
        properties(type, record, changed);
        return visible(record);
    }

    /** One event for each changed property, as the app is subscribed to all of them. */
    private void properties(String type, ObjectNode record, Set<String> changed) {
        for (var property : changed) {
            var value = record.path("properties").path(property).asText("");
            if (value.isEmpty()) {
                continue;
            }
            var eventId = records.nextId();
            sender.enqueue(JSON.objectNode()
                    .put("eventId", Long.parseLong(eventId) % 1_000_000)
                    .put("subscriptionId", 12345)
                    .put("portalId", PORTAL)
                    .put("appId", 54321)
                    .put("occurredAt", clock.millis())
                    .put("subscriptionType", SUBSCRIPTION_BY_TYPE.get(type) + ".propertyChange")
                    .put("objectId", Long.parseLong(record.path("id").asText()))
                    .put("changeSource", "CRM_UI")
                    .put("propertyName", property)
                    .put("propertyValue", value));
        }
    }

    private Answer readBatch(Exchange exchange) throws BadRequest {
        var input = exchange.json();
        var wanted = new java.util.ArrayList<String>();
        input.path("properties").forEach(property -> wanted.add(property.asText()));
        var answer = batch();
        for (var one : inputs(input)) {
            records.find(exchange.group(0), one.path("id").asText())
                    .ifPresent(
                            record -> results(answer).add(restricted(visible(record), wanted.toArray(String[]::new))));
        }
        return Answer.json(results(answer).size() == inputs(input).size() ? 200 : 207, answer);
    }

    private Answer createBatch(Exchange exchange) throws BadRequest {
        var inputs = inputs(exchange.json());
        var answer = batch();
        for (var one : inputs) {
            results(answer).add(create(exchange.group(0), one));
        }
        return Answer.json(201, answer);
    }

    private Answer updateBatch(Exchange exchange) throws BadRequest {
        var inputs = inputs(exchange.json());
        var answer = batch();
        for (var one : inputs) {
            var updated = update(exchange.group(0), one.path("id").asText(), one);
            if (updated != null) {
                results(answer).add(updated);
            }
        }
        return Answer.json(results(answer).size() == inputs.size() ? 200 : 207, answer);
    }

    private Answer search(Exchange exchange) throws BadRequest {
        var search = HubspotSearch.parse(exchange.json());
        var page = search.page(records.all(exchange.group(0)), clock.instant());
        var answer = JSON.objectNode().put("total", page.total());
        var results = answer.putArray("results");
        page.records().forEach(record -> results.add(restricted(visible(record), search.properties())));
        page.next()
                .ifPresent(next -> answer.putObject("paging").putObject("next").put("after", next));
        return Answer.json(200, answer);
    }

    private static JsonNode inputs(JsonNode body) throws BadRequest {
        var inputs = body.path("inputs");
        if (!inputs.isArray() || inputs.size() > MOST_IN_A_BATCH) {
            throw new BadRequest("inputs must be an array of at most 100");
        }
        return inputs;
    }

    private ObjectNode batch() {
        var answer = JSON.objectNode().put("status", "COMPLETE");
        answer.putArray("results");
        var now = clock.instant().toString();
        return answer.put("startedAt", now).put("completedAt", now).put("numErrors", 0);
    }

    private static ArrayNode results(ObjectNode batch) {
        return (ArrayNode) batch.get("results");
    }

    private static ObjectNode visible(ObjectNode record) {
        var visible = record.deepCopy();
        visible.remove("links");
        return visible;
    }

    /** HubSpot answers the properties asked for, null when they have no value, and its own bookkeeping. */
    private static ObjectNode restricted(ObjectNode record, String[] wanted) {
        var all = record.path("properties");
        var properties = JSON.objectNode();
        for (var property : wanted) {
            if (!property.isBlank()) {
                properties.set(property, all.has(property) ? all.get(property) : JSON.nullNode());
            }
        }
        for (var own : Set.of("hs_object_id", "createdate", "hs_lastmodifieddate")) {
            properties.set(own, all.path(own));
        }
        record.set("properties", properties);
        return record;
    }
}
