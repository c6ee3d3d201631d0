package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderState;
import dev.entente.contracts.model.OrderStatus;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A sale with its shipments and invoices, and what they mean together. Pure.
 *
 * <p>The sale's own {@code shipment_state} and {@code invoice_state} are not used: they call a cancelled shipment "sent"
 * once its exception was handled.
 */
record TrytonSale(JsonNode row, List<JsonNode> shipments, List<JsonNode> invoices) {

    static final String[] FIELDS = {
        "number", "state", "reference", "currency.code", "shipments", "invoices", "create_date", "write_date"
    };
    static final String[] SHIPMENT_FIELDS = {"state", "write_date"};
    static final String[] INVOICE_FIELDS = {"state", "total_amount", "amount_to_pay", "write_date"};

    long id() {
        return row.path("id").asLong();
    }

    String state() {
        return row.path("state").asText("");
    }

    String number() {
        return row.path("number").asText("of draft " + id());
    }

    /** Whether the ERP has taken the order: it ships and invoices by itself from here on, or did, or never will. */
    boolean isTaken() {
        return switch (state()) {
            case "processing", "done", "cancelled" -> true;
            default -> false;
        };
    }

    /** How far it has come, lowest is furthest: of several under one key the furthest is the order. */
    int distance() {
        return switch (state()) {
            case "processing", "done" -> 0;
            case "confirmed" -> 1;
            case "quotation" -> 2;
            case "draft" -> 3;
            default -> 4;
        };
    }

    /** When anything of it changed last. */
    Instant changed() {
        return Stream.of(Stream.of(row), shipments.stream(), invoices.stream())
                .flatMap(Function.identity())
                .flatMap(record -> Stream.of(record.path("write_date"), record.path("create_date")))
                .filter(stamp -> stamp.isObject())
                .map(TrytonValues::moment)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /** Whether goods left or a bill was sent: from then on people undo it, not we. */
    boolean isBeingFulfilled() {
        return shipments.stream().anyMatch(shipment -> isOneOf(shipment, "picked", "packed", "done"))
                || invoices.stream().anyMatch(TrytonSale::isSent);
    }

    OrderState orderState(OrderKey key) {
        var currency = Money.currency(row.path("currency.").path("code").asText());
        var sent = invoices.stream().filter(TrytonSale::isSent).toList();
        return new OrderState(
                key,
                number(),
                status(),
                shipped(),
                sent.isEmpty() ? null : sum(sent, "total_amount", currency),
                sent.isEmpty() ? null : sum(sent, "amount_to_pay", currency));
    }

    private int shipped() {
        return (int)
                shipments.stream().filter(shipment -> isOneOf(shipment, "done")).count();
    }

    OrderStatus status() {
        return switch (state()) {
            case "draft", "quotation" -> OrderStatus.PENDING_APPROVAL;
            case "confirmed" -> OrderStatus.PENDING_FULFILMENT;
            case "cancelled" -> OrderStatus.CANCELLED;
            case "processing", "done" -> progress();
            default ->
                throw VendorFailure.refused(new Failure.Poison("the ERP's order state '" + state() + "' is unknown"));
        };
    }

    private OrderStatus progress() {
        var open = shipments.stream()
                .filter(shipment -> !isOneOf(shipment, "cancelled"))
                .toList();
        var billed = invoices.stream()
                .filter(invoice -> !isOneOf(invoice, "cancelled"))
                .toList();
        if (state().equals("done") && open.isEmpty() && billed.isEmpty()) {
            return OrderStatus.CLOSED;
        }
        if (open.isEmpty() && !shipments.isEmpty()) {
            // Its shipments were cancelled and nobody has decided yet what comes of that.
            return OrderStatus.PENDING_FULFILMENT;
        }
        if (open.stream().allMatch(shipment -> isOneOf(shipment, "done"))) {
            return !billed.isEmpty() && billed.stream().allMatch(TrytonSale::isSent)
                    ? OrderStatus.BILLED
                    : OrderStatus.FULFILLED;
        }
        return shipped() > 0 ? OrderStatus.PARTIALLY_FULFILLED : OrderStatus.PENDING_FULFILMENT;
    }

    private static boolean isSent(JsonNode invoice) {
        return isOneOf(invoice, "posted", "paid");
    }

    private static boolean isOneOf(JsonNode record, String... states) {
        return List.of(states).contains(record.path("state").asText(""));
    }

    private static Money sum(List<JsonNode> invoices, String field, Currency currency) {
        return new Money(
                invoices.stream()
                        .map(invoice -> TrytonValues.decimalOrZero(invoice.path(field)))
                        .reduce(BigDecimal.ZERO, BigDecimal::add),
                currency);
    }
}
