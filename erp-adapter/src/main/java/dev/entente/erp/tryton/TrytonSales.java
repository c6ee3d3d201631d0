package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.OrderKey;
import io.smallrye.mutiny.Uni;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads sales, with what hangs on them, and pushes their buttons. */
final class TrytonSales {

    /** What is exclusive while one is made or taken back. */
    static final String RECORD = "order";

    private static final int MOST_WITH_ONE_REFERENCE = 10;

    private final TrytonRpc rpc;
    private final TrytonSettings settings;

    TrytonSales(TrytonRpc rpc, TrytonSettings settings) {
        this.rpc = rpc;
        this.settings = settings;
    }

    String reference(OrderKey key) {
        return settings.prefix() + key.value();
    }

    /** The key in one of our references; empty for sales of others. */
    Optional<OrderKey> keyOf(TrytonSale sale) {
        var reference = sale.row().path("reference").asText("");
        var key = reference.startsWith(settings.prefix())
                ? reference.substring(settings.prefix().length())
                : "";
        return key.matches("[A-Za-z0-9_-]{1,35}") ? Optional.of(new OrderKey(key)) : Optional.empty();
    }

    /** Those under a key: one, unless a paused writer went on beside the one that replaced it. Oldest first. */
    Uni<List<TrytonSale>> under(OrderKey key) {
        return search(List.of(List.of("reference", "=", reference(key))), MOST_WITH_ONE_REFERENCE);
    }

    /** The one under a key: the furthest, and of those the oldest. */
    Uni<Optional<TrytonSale>> find(OrderKey key) {
        return under(key).map(TrytonSales::foremost);
    }

    static Optional<TrytonSale> foremost(List<TrytonSale> sales) {
        return sales.stream().min(Comparator.comparingInt(TrytonSale::distance).thenComparingLong(TrytonSale::id));
    }

    /** By id, from the lowest. */
    Uni<List<TrytonSale>> search(List<?> domain, int limit) {
        return rpc.search("sale.sale", domain, "id ASC", limit, TrytonSale.FIELDS)
                .chain(this::withDocuments);
    }

    private Uni<List<TrytonSale>> withDocuments(List<JsonNode> rows) {
        return rpc.read("stock.shipment.out", ids(rows, "shipments"), TrytonSale.SHIPMENT_FIELDS)
                .chain(shipments -> rpc.read("account.invoice", ids(rows, "invoices"), TrytonSale.INVOICE_FIELDS)
                        .map(invoices -> join(rows, byId(shipments), byId(invoices))));
    }

    private static List<TrytonSale> join(
            List<JsonNode> rows, Map<Long, JsonNode> shipments, Map<Long, JsonNode> invoices) {
        return rows.stream()
                .map(row -> new TrytonSale(
                        row,
                        pick(ids(List.of(row), "shipments"), shipments),
                        pick(ids(List.of(row), "invoices"), invoices)))
                .toList();
    }

    private static List<JsonNode> pick(List<Long> ids, Map<Long, JsonNode> rows) {
        return ids.stream().map(rows::get).filter(row -> row != null).toList();
    }

    private static Map<Long, JsonNode> byId(List<JsonNode> rows) {
        return rows.stream()
                .collect(Collectors.toMap(row -> row.path("id").asLong(), Function.identity(), (one, other) -> one));
    }

    static List<Long> ids(List<JsonNode> rows, String field) {
        var ids = new ArrayList<Long>();
        rows.forEach(row -> row.path(field).forEach(id -> ids.add(id.asLong())));
        return ids;
    }

    /**
     * Pushes a button of a sale and reads it again: Tryton answers an illegal step as it answers a legal one.
     *
     * @throws VendorFailure as invalid if the sale is where it was
     */
    Uni<TrytonSale> push(String button, TrytonSale sale) {
        return rpc.tell("model.sale.sale." + button, List.of(sale.id()))
                .chain(() -> again(sale))
                .invoke(after -> {
                    if (after.state().equals(sale.state())) {
                        throw VendorFailure.refused(new Failure.Invalid("the ERP does not let order " + sale.number()
                                + " go on from '" + sale.state() + "' by '" + button + "'"));
                    }
                });
    }

    Uni<TrytonSale> again(TrytonSale sale) {
        return search(List.of(List.of("id", "=", sale.id())), 1).map(found -> {
            if (found.isEmpty()) {
                throw VendorFailure.changedMeanwhile(
                        new Failure.Transient("somebody removed the order from the ERP at the same time"));
            }
            return found.get(0);
        });
    }
}
