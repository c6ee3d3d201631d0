package dev.entente.erp.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Installment;
import dev.entente.contracts.model.InvoiceSchedule;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderLine;
import dev.entente.contracts.model.OrderState;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.erp.KeptLine;
import io.smallrye.mutiny.Uni;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sales orders. Every write is read again: what NetSuite kept is what counts. */
final class NetsuiteOrders {

    static final String RECORD = "salesOrder";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final NetsuiteApi api;
    private final NetsuiteSettings settings;
    private final NetsuiteReferences references;
    private final NetsuitePrices prices;

    NetsuiteOrders(NetsuiteApi api, NetsuiteSettings settings, NetsuiteReferences references, NetsuitePrices prices) {
        this.api = api;
        this.settings = settings;
        this.references = references;
        this.prices = prices;
    }

    Uni<OrderState> create(Order order, String correlationId) {
        return items(order)
                .chain(items -> api.find(RECORD, "eid:" + externalId(order.key()))
                        .chain(found -> found.map(record -> asItStands(order, record, items))
                                .orElseGet(() -> make(order, correlationId, items))));
    }

    /** Written again, it would lose what somebody has changed in the ERP since, and every script would run once more. */
    private Uni<OrderState> asItStands(Order order, JsonNode record, Map<String, JsonNode> items) {
        return hasLinesOf(order, record, items)
                ? Uni.createFrom().item(state(order.key(), record))
                : Uni.createFrom()
                        .failure(
                                VendorFailure.refused(
                                        new Failure.Invalid(
                                                "order "
                                                        + record.path("tranId").asText("")
                                                        + " is in the ERP already, with other lines than are ordered; somebody must look at it")));
    }

    private Uni<OrderState> make(Order order, String correlationId, Map<String, JsonNode> items) {
        return references
                .currency(order.currency())
                .map(currency -> body(order, correlationId, items, currency))
                .chain(body -> api.upsert(RECORD, externalId(order.key()), "?replace=item", body))
                .chain(() -> readBack(order, items));
    }

    private Uni<Map<String, JsonNode>> items(Order order) {
        return prices.items(
                order.lines().stream().map(line -> line.product().code()).collect(Collectors.toSet()));
    }

    private Uni<OrderState> readBack(Order order, Map<String, JsonNode> items) {
        return api.read(RECORD, "eid:" + externalId(order.key()))
                .onFailure(NetsuiteOrders::mayPass)
                .transform(failure -> VendorFailure.unknown(((VendorFailure) failure).failure()))
                .invoke(record -> requireSameLines(order, record, items))
                .map(record -> state(order.key(), record));
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof VendorFailure refusal
                && (refusal.failure() instanceof Failure.Transient || refusal.failure() instanceof Failure.Throttled);
    }

    private static ObjectNode body(Order order, String correlationId, Map<String, JsonNode> items, String currency) {
        var body = JSON.objectNode()
                .put("tranDate", order.orderedOn().toString())
                .put("otherRefNum", order.key().value())
                .put("memo", correlationId);
        body.putObject("entity").put("id", order.customerId());
        body.putObject("currency").put("id", currency);
        var lines = body.putObject("item").putArray("items");
        order.lines().forEach(line -> line(lines.addObject(), line, items));
        return body;
    }

    private static void line(ObjectNode entry, OrderLine line, Map<String, JsonNode> items) {
        var item = items.get(line.product().code());
        entry.putObject("item").put("id", item == null ? "" : item.path("id").asText());
        entry.put("quantity", line.quantity().value())
                .put("rate", line.price().unit().amount())
                .put("description", line.description());
    }

    /** The order exists, whatever its lines: the outcome stays in doubt until somebody looked. */
    private static void requireSameLines(Order order, JsonNode record, Map<String, JsonNode> items) {
        if (!hasLinesOf(order, record, items)) {
            throw VendorFailure.unknown(new Failure.Invalid(
                    "the ERP does not keep the " + order.lines().size()
                            + " lines that were ordered; somebody must look at order "
                            + record.path("tranId").asText("")));
        }
    }

    private static boolean hasLinesOf(Order order, JsonNode record, Map<String, JsonNode> items) {
        var codeById = items.entrySet().stream()
                .collect(Collectors.toMap(
                        item -> item.getValue().path("id").asText(), Map.Entry::getKey, (one, other) -> one));
        var kept = new ArrayList<KeptLine>();
        for (var line : record.path("item").path("items")) {
            kept.add(new KeptLine(
                    codeById.getOrDefault(line.path("item").path("id").asText(), ""),
                    line.path("quantity").decimalValue(),
                    line.path("rate").decimalValue()));
        }
        return KeptLine.areThoseOf(order, kept);
    }

    /** Found only with the lines that were ordered. */
    Uni<Optional<OrderState>> find(Order order) {
        return api.find(RECORD, "eid:" + externalId(order.key()))
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : items(order)
                                .map(items -> found.filter(record -> hasLinesOf(order, record, items))
                                        .map(record -> state(order.key(), record))));
    }

    Uni<Void> cancel(OrderKey key, String reason) {
        return api.find(RECORD, "eid:" + externalId(key)).chain(found -> {
            var record = found.orElse(null);
            if (record == null || isOver(record)) {
                return Uni.createFrom().voidItem();
            }
            var status = status(record);
            if (status != OrderStatus.PENDING_APPROVAL && status != OrderStatus.PENDING_FULFILMENT) {
                return Uni.createFrom()
                        .failure(VendorFailure.refused(new Failure.Invalid(
                                "the order is already being fulfilled; it must be cancelled in the ERP")));
            }
            return close(record, reason);
        });
    }

    private Uni<Void> close(JsonNode record, String reason) {
        var id = record.path("id").asText();
        return api.update(RECORD, id, closing(record, reason))
                .chain(() -> api.read(RECORD, id))
                .map(kept -> {
                    if (!isOver(kept)) {
                        throw VendorFailure.unknown(new Failure.Invalid("the ERP was told to close order "
                                + kept.path("tranId").asText("") + ", and has not; somebody must look at it"));
                    }
                    return null;
                });
    }

    private static boolean isOver(JsonNode record) {
        var status = status(record);
        return status == OrderStatus.CLOSED || status == OrderStatus.CANCELLED;
    }

    private static ObjectNode closing(JsonNode record, String reason) {
        var body = JSON.objectNode().put("memo", record.path("memo").asText("") + " cancelled: " + reason);
        var lines = body.putObject("item").putArray("items");
        record.path("item")
                .path("items")
                .forEach(line ->
                        lines.addObject().put("line", line.path("line").asInt()).put("isClosed", true));
        return body;
    }

    Uni<InvoiceSchedule> invoiceSchedule(OrderKey key) {
        return api.read(RECORD, "eid:" + externalId(key))
                .chain(record -> references
                        .currencyOf(record.path("currency").path("id").asText(""))
                        .chain(currency -> daysUntilDue(record).map(days -> schedule(record, currency, days))));
    }

    /** The customer's payment term applies to its orders; without one an invoice is due at once. */
    private Uni<Integer> daysUntilDue(JsonNode record) {
        return api.read("customer", record.path("entity").path("id").asText())
                .chain(customer ->
                        references.daysOf(customer.path("terms").path("id").asText("")))
                .map(days -> days.orElse(0));
    }

    static InvoiceSchedule schedule(JsonNode record, Currency currency, int days) {
        var net = new Money(number(record, "subtotal"), currency);
        var tax = new Money(number(record, "taxTotal"), currency);
        var due = date(record, "tranDate").plusDays(days);
        return new InvoiceSchedule(net, tax, List.of(new Installment(due, net.plus(tax))));
    }

    OrderState state(OrderKey key, JsonNode record) {
        return new OrderState(key, record.path("tranId").asText(), status(record), 0, null, null);
    }

    /** Status names of sales orders in NetSuite's REST records. */
    static OrderStatus status(JsonNode record) {
        return statusOf(
                record.path("status").path("id").asText(record.path("status").asText("")));
    }

    static OrderStatus statusOf(String word) {
        return switch (word) {
            case "pendingApproval", "A" -> OrderStatus.PENDING_APPROVAL;
            case "pendingFulfillment", "B" -> OrderStatus.PENDING_FULFILMENT;
            // "Pending Billing/Partially Fulfilled": what was shipped waits for its bill, the rest for its shipment.
            case "partiallyFulfilled", "D", "pendingBillingPartFulfilled", "E" -> OrderStatus.PARTIALLY_FULFILLED;
            case "pendingBilling", "F" -> OrderStatus.FULFILLED;
            case "fullyBilled", "G" -> OrderStatus.BILLED;
            case "closed", "H" -> OrderStatus.CLOSED;
            case "cancelled", "C" -> OrderStatus.CANCELLED;
            default ->
                throw VendorFailure.refused(new Failure.Poison("the ERP's order status '" + word + "' is unknown"));
        };
    }

    private static LocalDate date(JsonNode record, String field) {
        try {
            return LocalDate.parse(record.path(field).asText());
        } catch (DateTimeParseException none) {
            throw VendorFailure.refused(new Failure.Poison("the ERP's order has no " + field));
        }
    }

    private static BigDecimal number(JsonNode record, String field) {
        var value = record.path(field);
        if (!value.isNumber()) {
            throw VendorFailure.refused(new Failure.Poison("the ERP's order has no " + field));
        }
        return value.decimalValue();
    }

    String externalId(OrderKey key) {
        return settings.externalIdPrefix() + key.value();
    }

    /** The key in one of our external ids; empty for orders of others. */
    Optional<OrderKey> keyOf(String externalId) {
        var key = externalId.startsWith(settings.externalIdPrefix())
                ? externalId.substring(settings.externalIdPrefix().length())
                : "";
        return key.matches("[A-Za-z0-9_-]{1,35}") ? Optional.of(new OrderKey(key)) : Optional.empty();
    }
}
