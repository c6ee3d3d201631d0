package dev.entente.sandbox.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.vendor.Exchange.BadRequest;
import dev.entente.sandbox.vendor.Records;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/**
 * Sales orders and what is made of them. Lines sent again without {@code replace=item} are appended, as in NetSuite:
 * the idempotency of an order's header does not cover its lines.
 */
final class SalesOrders {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<String, String> STATUS = Map.of(
            "pendingApproval", "Pending Approval",
            "pendingFulfillment", "Pending Fulfillment",
            "partiallyFulfilled", "Partially Fulfilled",
            "pendingBilling", "Pending Billing",
            "fullyBilled", "Billed",
            "closed", "Closed");

    private final Records records;
    private final Clock clock;

    SalesOrders(Records records, Clock clock) {
        this.records = records;
        this.clock = clock;
    }

    Optional<ObjectNode> byExternalId(String externalId) {
        return records.findFirst(
                "salesOrder", order -> order.path("externalId").asText().equals(externalId));
    }

    /** @return whether the order is new */
    boolean upsert(String externalId, JsonNode input, boolean replaceLines) throws BadRequest {
        synchronized (records) {
            var existing = byExternalId(externalId).orElse(null);
            var order = existing == null ? newOrder(externalId, input) : existing;
            for (var field : new String[] {"memo", "otherRefNum", "tranDate", "currency", "terms", "orderStatus"}) {
                if (input.has(field)) {
                    order.set(field, input.get(field));
                }
            }
            var lines = order.withObject("/item").withArrayProperty("items");
            if (replaceLines) {
                lines.removeAll();
            }
            for (var line : input.path("item").path("items")) {
                addLine(lines, line);
            }
            save(order);
            return existing == null;
        }
    }

    private ObjectNode newOrder(String externalId, JsonNode input) throws BadRequest {
        var customer = records.find("customer", input.path("entity").path("id").asText())
                .orElseThrow(() -> new BadRequest("Invalid reference key for entity."));
        var id = records.nextId();
        var order = JSON.objectNode();
        order.put("id", id)
                .put("externalId", externalId)
                .put("tranId", "SO" + (10_000 + Long.parseLong(id)))
                .put("createdDate", clock.instant().toString())
                .put("tranDate", LocalDate.now(clock.withZone(ZoneOffset.UTC)).toString());
        order.putObject("entity")
                .put("id", customer.path("id").asText())
                .put("refName", customer.path("companyName").asText());
        order.putObject("orderStatus").put("id", "B");
        status(order, "pendingFulfillment");
        return order;
    }

    private void addLine(ArrayNode lines, JsonNode line) throws BadRequest {
        var item = records.find("item", line.path("item").path("id").asText())
                .orElseThrow(() -> new BadRequest("Invalid Field Value for item: no such item."));
        var quantity = line.path("quantity").decimalValue();
        if (quantity.signum() <= 0) {
            throw new BadRequest("Please enter a positive quantity.");
        }
        var rate = line.path("rate").decimalValue();
        lines.addObject()
                .put("line", lines.size() + 1)
                .put("quantity", quantity)
                .put("rate", rate)
                .put("amount", rate.multiply(quantity).setScale(2, RoundingMode.HALF_UP))
                .put("taxRate1", item.path("taxrate").decimalValue())
                .put(
                        "description",
                        line.path("description").asText(item.path("itemid").asText()))
                .put("isClosed", false)
                .putObject("item")
                .put("id", item.path("id").asText())
                .put("refName", item.path("itemid").asText());
    }

    /** Closing every line closes the order. */
    void patch(ObjectNode order, JsonNode input) {
        synchronized (records) {
            for (var line : input.path("item").path("items")) {
                for (var existing : order.path("item").path("items")) {
                    if (existing.path("line").asInt() == line.path("line").asInt() && line.has("isClosed")) {
                        ((ObjectNode) existing)
                                .put("isClosed", line.path("isClosed").asBoolean());
                    }
                }
            }
            var lines = order.path("item").path("items");
            var closed = !lines.isEmpty();
            for (var line : lines) {
                closed &= line.path("isClosed").asBoolean();
            }
            if (closed) {
                status(order, "closed");
            }
            if (input.has("memo")) {
                order.set("memo", input.get("memo"));
            }
            save(order);
        }
    }

    void renumber(ObjectNode order, String number) {
        synchronized (records) {
            save(order.put("tranId", number));
        }
    }

    /** What people can do, and the REST records cannot. */
    void cancel(ObjectNode order) {
        synchronized (records) {
            status(order, "cancelled");
            save(order);
        }
    }

    /** Makes a shipment or an invoice of the whole order. */
    ObjectNode transform(ObjectNode order, String target) throws BadRequest {
        synchronized (records) {
            if (order.path("status").path("id").asText().equals("closed")) {
                throw new BadRequest("You may not transform a closed order.");
            }
            var id = records.nextId();
            var created = JSON.objectNode();
            created.put("id", id)
                    .put("createdFrom", order.path("id").asText())
                    .put("tranDate", order.path("tranDate").asText());
            created.put("lastModifiedDate", clock.instant().toString());
            if (target.equals("invoice")) {
                created.put("type", "CustInvc").put("tranId", "INV" + (10_000 + Long.parseLong(id)));
                created.set("foreignTotal", order.path("total"));
                created.set("foreignAmountUnpaid", order.path("total"));
                status(order, "fullyBilled");
            } else {
                created.put("type", "ItemShip").put("tranId", "IF" + (10_000 + Long.parseLong(id)));
                status(order, "pendingBilling");
            }
            records.put("transaction", id, created);
            save(order);
            return created;
        }
    }

    private void save(ObjectNode order) {
        var net = BigDecimal.ZERO;
        var tax = BigDecimal.ZERO;
        for (var line : order.path("item").path("items")) {
            var amount = line.path("amount").decimalValue();
            net = net.add(amount);
            tax = tax.add(amount.multiply(line.path("taxRate1").decimalValue())
                    .divide(BigDecimal.valueOf(100), 2, RoundingMode.HALF_UP));
        }
        order.put("subtotal", net).put("taxTotal", tax).put("total", net.add(tax));
        order.put("lastModifiedDate", clock.instant().toString());
        records.put("salesOrder", order.path("id").asText(), order);
    }

    private static void status(ObjectNode order, String status) {
        order.putObject("status").put("id", status).put("refName", STATUS.getOrDefault(status, status));
    }
}
