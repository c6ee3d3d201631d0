package dev.entente.sandbox.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.vendor.Answer;
import dev.entente.sandbox.vendor.Exchange;
import dev.entente.sandbox.vendor.Exchange.BadRequest;
import dev.entente.sandbox.vendor.Records;
import dev.entente.sandbox.vendor.VendorServer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The part of NetSuite's SuiteTalk REST web services that an integration meets: OAuth 2.0 client credentials, records by
 * external id, SuiteQL, transforms, a limit on concurrency, errors.
 *
 * <p>Vendor facts: Oracle's online help on SuiteTalk REST web services. Not simulated: asynchronous requests, metadata.
 */
public final class NetsuiteServer extends VendorServer {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String BASE = "/services/rest";
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(60);

    private final Clock clock;
    private final ClientAssertions assertions;
    private final SalesOrders orders;
    private final SuiteQl suiteQl;
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final int concurrency;

    public NetsuiteServer(
            int port, Records records, Clock clock, ClientAssertions assertions, int concurrency, ZoneId timeZone)
            throws IOException {
        super("Simulated NetSuite", port, records);
        this.clock = clock;
        this.assertions = assertions;
        this.concurrency = concurrency;
        this.orders = new SalesOrders(records, clock);
        this.suiteQl = new SuiteQl(this::table, timeZone);
        route("POST", BASE + "/auth/oauth2/v1/token", this::token);
        route("PUT", BASE + "/record/v1/customer/eid:([^/]+)", this::upsertCustomer);
        route("GET", BASE + "/record/v1/customer/([^/]+)", this::readCustomer);
        route("PATCH", BASE + "/record/v1/customer/([^/]+)", this::patchCustomer);
        route("PUT", BASE + "/record/v1/salesOrder/eid:([^/]+)", this::upsertOrder);
        route("GET", BASE + "/record/v1/salesOrder/([^/]+)", this::readOrder);
        route("PATCH", BASE + "/record/v1/salesOrder/([^/]+)", this::patchOrder);
        route("POST", BASE + "/record/v1/salesOrder/([^/]+)/!transform/(invoice|itemFulfillment)", this::transform);
        route("POST", BASE + "/query/v1/suiteql", this::query);
        route("POST", "/_sandbox/items", this::item);
        route("POST", "/_sandbox/customers", this::customer);
        route("POST", "/_sandbox/fulfil", this::fulfil);
        route("POST", "/_sandbox/renumber", this::renumber);
        route("POST", "/_sandbox/cancel", this::cancel);
    }

    @Override
    protected @Nullable Answer admit(Exchange exchange) {
        var running = inFlight.incrementAndGet();
        if (running > concurrency) {
            inFlight.decrementAndGet();
            return error(429, "CONCURRENCY_LIMIT_EXCEEDED", "Concurrent request limit exceeded. Request blocked.");
        }
        if (exchange.path().endsWith("/oauth2/v1/token")) {
            return null;
        }
        var token = exchange.header("authorization").replaceFirst("^Bearer ", "");
        var expires = tokens.get(token);
        if (expires == null || expires.isBefore(clock.instant())) {
            inFlight.decrementAndGet();
            return error(401, "INVALID_LOGIN", "Invalid login attempt.");
        }
        return null;
    }

    @Override
    protected void left(Exchange exchange) {
        inFlight.decrementAndGet();
    }

    @Override
    protected Answer error(int status, String message) {
        var code = switch (status) {
            case 401 -> "INVALID_LOGIN";
            case 403 -> "INSUFFICIENT_PERMISSION";
            case 404 -> "NONEXISTENT_ID";
            case 429 -> "CONCURRENCY_LIMIT_EXCEEDED";
            default -> status < 500 ? "INVALID_CONTENT" : "UNEXPECTED_ERROR";
        };
        return error(status, code, message);
    }

    private static Answer error(int status, String code, String detail) {
        var body = JSON.objectNode()
                .put("type", "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.1")
                .put("title", status == 404 ? "Not Found" : status < 500 ? "Bad Request" : "Internal Server Error")
                .put("status", status);
        body.putArray("o:errorDetails").addObject().put("detail", detail).put("o:errorCode", code);
        return Answer.json(status, body);
    }

    private Answer token(Exchange exchange) {
        var form = exchange.form();
        // Somebody may speak TLS before it.
        var audiences = Set.of(
                "http://" + exchange.header("host") + exchange.path(),
                "https://" + exchange.header("host") + exchange.path());
        var genuine = form.getOrDefault("grant_type", "").equals("client_credentials")
                && form.getOrDefault("client_assertion_type", "")
                        .equals("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                && assertions.accepts(form.getOrDefault("client_assertion", ""), audiences);
        if (!genuine) {
            return Answer.json(400, JSON.objectNode().put("error", "invalid_request"));
        }
        var token = UUID.randomUUID().toString();
        tokens.put(token, clock.instant().plus(TOKEN_LIFETIME));
        return Answer.json(
                200,
                JSON.objectNode()
                        .put("access_token", token)
                        .put("expires_in", Long.toString(TOKEN_LIFETIME.toSeconds()))
                        .put("token_type", "bearer"));
    }

    private Answer upsertCustomer(Exchange exchange) throws BadRequest {
        var input = exchange.json();
        if (input.path("companyName").asText("").isBlank()) {
            throw new BadRequest("Please enter value(s) for: Company Name");
        }
        synchronized (records) {
            var existing = customerByExternalId(exchange.group(0));
            var customer = existing == null ? JSON.objectNode() : existing;
            if (existing == null) {
                customer.put("id", records.nextId())
                        .put("externalId", exchange.group(0))
                        .put("balance", 0)
                        .put("overdueBalance", 0)
                        .put("unbilledOrders", 0)
                        .put("daysOverdue", 0);
                effect("create customer", exchange.group(0));
            }
            merge(customer, (ObjectNode) input, exchange.parameter("replace").contains("addressBook"));
            customer.put("lastModifiedDate", clock.instant().toString());
            records.put("customer", customer.path("id").asText(), customer);
            return created(exchange, "customer", customer.path("id").asText());
        }
    }

    private void merge(ObjectNode customer, ObjectNode input, boolean replaced) {
        var addresses = addressBook(
                replaced ? JSON.arrayNode() : customer.path("addressBook").path("items"),
                input.path("addressBook").path("items"));
        customer.setAll(input);
        customer.putObject("addressBook").set("items", addresses);
    }

    /** A sub-list is added to unless it is to be replaced; one entry is the default for bills, and one for shipments. */
    private ArrayNode addressBook(JsonNode kept, JsonNode told) {
        var entries = JSON.arrayNode();
        kept.forEach(entries::add);
        for (var entry : told) {
            for (var use : List.of("defaultBilling", "defaultShipping")) {
                if (entry.path(use).asBoolean()) {
                    entries.forEach(other -> ((ObjectNode) other).put(use, false));
                }
            }
            entries.add(entry.<ObjectNode>deepCopy().put("id", Long.parseLong(records.nextId())));
        }
        return entries;
    }

    private Answer readCustomer(Exchange exchange) {
        var customer = find("customer", exchange.group(0));
        if (customer == null) {
            return error(404, "The record instance does not exist.");
        }
        var id = customer.path("id").asText();
        var owed = records
                .where(
                        "salesOrder",
                        order -> order.path("entity").path("id").asText().equals(id)
                                && !order.path("status").path("id").asText().matches("closed|fullyBilled"))
                .stream()
                .map(order -> order.path("total").decimalValue())
                .reduce(customer.path("unbilledOrders").decimalValue(), java.math.BigDecimal::add);
        return Answer.json(200, linked(customer.put("unbilledOrders", owed), "customer", exchange));
    }

    private Answer patchCustomer(Exchange exchange) throws BadRequest {
        synchronized (records) {
            var customer = find("customer", exchange.group(0));
            if (customer == null) {
                return error(404, "The record instance does not exist.");
            }
            merge(
                    customer,
                    (ObjectNode) exchange.json(),
                    exchange.parameter("replace").contains("addressBook"));
            records.put("customer", customer.path("id").asText(), customer);
            return Answer.empty(204);
        }
    }

    private Answer upsertOrder(Exchange exchange) throws BadRequest {
        var isNew = orders.upsert(
                exchange.group(0),
                exchange.json(),
                exchange.parameter("replace").contains("item"));
        effect(isNew ? "create salesOrder" : "update salesOrder", exchange.group(0));
        var order = orders.byExternalId(exchange.group(0)).orElseThrow();
        return created(exchange, "salesOrder", order.path("id").asText());
    }

    private Answer readOrder(Exchange exchange) {
        var order = find("salesOrder", exchange.group(0));
        return order == null
                ? error(404, "The record instance does not exist.")
                : Answer.json(200, linked(order, "salesOrder", exchange));
    }

    private Answer patchOrder(Exchange exchange) throws BadRequest {
        var order = find("salesOrder", exchange.group(0));
        if (order == null) {
            return error(404, "The record instance does not exist.");
        }
        orders.patch(order, exchange.json());
        effect("update salesOrder", order.path("externalId").asText());
        return Answer.empty(204);
    }

    private Answer transform(Exchange exchange) throws BadRequest {
        var order = find("salesOrder", exchange.group(0));
        if (order == null) {
            return error(404, "The record instance does not exist.");
        }
        var made = orders.transform(order, exchange.group(1));
        effect("create " + exchange.group(1), order.path("externalId").asText());
        return created(exchange, exchange.group(1), made.path("id").asText());
    }

    private Answer query(Exchange exchange) throws BadRequest {
        if (!exchange.header("prefer").contains("transient")) {
            throw new BadRequest("The required request header 'Prefer' is missing or its value is invalid.");
        }
        var all = suiteQl.query(exchange.json().path("q").asText());
        var offset = number(exchange.parameter("offset"), 0);
        var limit = Math.min(1000, number(exchange.parameter("limit"), 1000));
        var page = all.subList(Math.min(offset, all.size()), Math.min(offset + limit, all.size()));
        var answer = JSON.objectNode();
        answer.putArray("links");
        answer.put("count", page.size()).put("hasMore", offset + page.size() < all.size());
        var items = answer.putArray("items");
        page.forEach(items::add);
        return Answer.json(200, answer.put("offset", offset).put("totalResults", all.size()));
    }

    /** Account set-up, which in NetSuite is done in its user interface. */
    private Answer item(Exchange exchange) throws BadRequest {
        var input = (ObjectNode) exchange.json();
        synchronized (records) {
            var existing = records.findFirst(
                    "item",
                    item -> item.path("itemid")
                            .asText()
                            .equals(input.path("itemid").asText()));
            var id = existing.map(item -> item.path("id").asText()).orElseGet(records::nextId);
            records.put("item", id, input.put("id", id));
            return Answer.json(200, input);
        }
    }

    private Answer customer(Exchange exchange) throws BadRequest {
        var input = (ObjectNode) exchange.json();
        var existing = customerByExternalId(input.path("externalId").asText());
        var id = existing == null ? records.nextId() : existing.path("id").asText();
        var customer = existing == null ? input.put("id", id) : existing.setAll(input);
        records.put("customer", id, (ObjectNode) customer);
        return Answer.json(200, customer);
    }

    private Answer fulfil(Exchange exchange) throws BadRequest {
        var externalId = exchange.json().path("externalId").asText();
        for (var target : List.of("itemFulfillment", "invoice")) {
            var order = orders.byExternalId(externalId).orElseThrow(() -> new BadRequest("no such order"));
            orders.transform(order, target);
        }
        return Answer.empty(204);
    }

    /** As an account may that lets people override the numbers of documents. */
    private Answer renumber(Exchange exchange) throws BadRequest {
        orders.renumber(meant(exchange), exchange.json().path("tranId").asText());
        return Answer.empty(204);
    }

    private Answer cancel(Exchange exchange) throws BadRequest {
        orders.cancel(meant(exchange));
        return Answer.empty(204);
    }

    private ObjectNode meant(Exchange exchange) throws BadRequest {
        return orders.byExternalId(exchange.json().path("externalId").asText())
                .orElseThrow(() -> new BadRequest("no such order"));
    }

    private List<ObjectNode> table(String name) {
        return switch (name) {
            case "item" -> records.all("item");
            case "pricing" -> pricing();
            case "term" -> List.of(term("1", "Net 14", 14), term("2", "Net 30", 30), term("3", "Net 60", 60));
            case "currency" ->
                List.of(
                        currency("1", "USD"),
                        currency("2", "GBP"),
                        currency("3", "EUR"),
                        currency("4", "CHF"),
                        currency("5", "JPY"));
            case "transaction" -> transactions();
            case "nexttransactionlink" -> links();
            default -> List.of();
        };
    }

    private List<ObjectNode> pricing() {
        var rows = new ArrayList<ObjectNode>();
        for (var item : records.all("item")) {
            for (var price : item.path("prices")) {
                rows.add(JSON.objectNode()
                        .put("id", item.path("id").asText() + "-" + rows.size())
                        .put("item", item.path("id").asText())
                        .put("pricelevel", price.path("pricelevel").asText())
                        .put("currency", price.path("currency").asText())
                        .put("unitprice", price.path("unitprice").asText()));
            }
        }
        return rows;
    }

    private static ObjectNode term(String id, String name, int days) {
        return JSON.objectNode().put("id", id).put("name", name).put("daysuntilnetdue", days);
    }

    private static ObjectNode currency(String id, String symbol) {
        return JSON.objectNode().put("id", id).put("symbol", symbol);
    }

    private List<ObjectNode> transactions() {
        var rows = new ArrayList<ObjectNode>();
        for (var order : records.all("salesOrder")) {
            rows.add(JSON.objectNode()
                    .put("id", order.path("id").asText())
                    .put("type", "SalesOrd")
                    .put("externalid", order.path("externalId").asText())
                    .put("tranid", order.path("tranId").asText())
                    .put("status", order.path("status").path("id").asText())
                    .put("currency", order.path("currency").path("id").asText())
                    .put("lastmodifieddate", order.path("lastModifiedDate").asText()));
        }
        for (var made : records.all("transaction")) {
            rows.add(JSON.objectNode()
                    .put("id", made.path("id").asText())
                    .put("type", made.path("type").asText())
                    .put("tranid", made.path("tranId").asText())
                    .put("foreigntotal", made.path("foreignTotal").asText())
                    .put("foreignamountunpaid", made.path("foreignAmountUnpaid").asText())
                    .put("lastmodifieddate", made.path("lastModifiedDate").asText()));
        }
        return rows;
    }

    private List<ObjectNode> links() {
        return records.all("transaction").stream()
                .map(made -> JSON.objectNode()
                        .put("id", made.path("id").asText())
                        .put("previousdoc", made.path("createdFrom").asText())
                        .put("nextdoc", made.path("id").asText())
                        .put("nexttype", made.path("type").asText()))
                .toList();
    }

    private @Nullable ObjectNode find(String kind, String idOrExternal) {
        return idOrExternal.startsWith("eid:")
                ? (kind.equals("customer")
                        ? customerByExternalId(idOrExternal.substring(4))
                        : orders.byExternalId(idOrExternal.substring(4)).orElse(null))
                : records.find(kind, idOrExternal).orElse(null);
    }

    private @Nullable ObjectNode customerByExternalId(String externalId) {
        return records.findFirst(
                        "customer",
                        customer -> customer.path("externalId").asText().equals(externalId))
                .orElse(null);
    }

    private static Answer created(Exchange exchange, String kind, String id) {
        return Answer.empty(204).with("Location", self(exchange, kind, id));
    }

    private static JsonNode linked(ObjectNode record, String kind, Exchange exchange) {
        record.putArray("links")
                .addObject()
                .put("rel", "self")
                .put("href", self(exchange, kind, record.path("id").asText()));
        return record;
    }

    private static String self(Exchange exchange, String kind, String id) {
        return "http://" + exchange.header("host") + BASE + "/record/v1/" + kind + "/" + id;
    }

    private static int number(String text, int otherwise) {
        return text.isEmpty() ? otherwise : Integer.parseInt(text);
    }
}
