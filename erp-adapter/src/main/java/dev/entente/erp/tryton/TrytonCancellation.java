package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.lock.Exclusive;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderStatus;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import java.util.List;
import java.util.Map;

/**
 * Takes an order back, and whatever else there is under its key. A sale in process cannot be cancelled in Tryton: its
 * shipments and draft invoices are, and the exceptions that this raises are answered with "make none anew"; then the sale
 * is done, with nothing in it.
 */
final class TrytonCancellation {

    private final TrytonRpc rpc;
    private final TrytonSales sales;
    private final Exclusive exclusive;

    TrytonCancellation(TrytonRpc rpc, TrytonSales sales, Exclusive exclusive) {
        this.rpc = rpc;
        this.sales = sales;
        this.exclusive = exclusive;
    }

    Uni<Void> cancel(OrderKey key, String reason) {
        return exclusive.on(
                TrytonSales.RECORD,
                key.value(),
                () -> sales.under(key)
                        .chain(all -> Multi.createFrom()
                                .iterable(all)
                                .onItem()
                                .transformToUniAndConcatenate(sale -> cancel(sale, reason))
                                .collect()
                                .asList()
                                .replaceWithVoid()));
    }

    private Uni<Void> cancel(TrytonSale sale, String reason) {
        return switch (sale.state()) {
            case "draft", "quotation" ->
                note(sale, reason).chain(() -> sales.push("cancel", sale)).replaceWithVoid();
            case "confirmed" -> sales.push("draft", sale).chain(draft -> cancel(draft, reason));
            case "cancelled" -> Uni.createFrom().voidItem();
            default -> sale.status() == OrderStatus.CLOSED ? Uni.createFrom().voidItem() : close(sale, reason);
        };
    }

    private Uni<JsonNode> note(TrytonSale sale, String reason) {
        return rpc.tell("model.sale.sale.write", List.of(sale.id()), Map.of("comment", "cancelled: " + reason));
    }

    private Uni<Void> close(TrytonSale sale, String reason) {
        if (sale.isBeingFulfilled()) {
            return Uni.createFrom()
                    .failure(VendorFailure.refused(new Failure.Invalid(
                            "the order is already being fulfilled; it must be cancelled in the ERP")));
        }
        return note(sale, reason)
                .chain(() -> cancelAll("stock.shipment.out", sale.shipments()))
                .chain(() -> cancelAll("account.invoice", sale.invoices()))
                .chain(() -> makeNoneAnew(sale, "shipment", "moves"))
                .chain(() -> makeNoneAnew(sale, "invoice", "invoices"))
                .chain(() -> sales.again(sale))
                .invoke(after -> {
                    if (after.status() != OrderStatus.CLOSED) {
                        throw VendorFailure.refused(new Failure.Invalid(
                                "the ERP does not close order " + sale.number() + "; it must be cancelled in the ERP"));
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> cancelAll(String model, List<JsonNode> documents) {
        var open = documents.stream()
                .filter(document -> !document.path("state").asText("").equals("cancelled"))
                .map(document -> document.path("id").asLong())
                .toList();
        return open.isEmpty()
                ? Uni.createFrom().voidItem()
                : rpc.tell("model." + model + ".cancel", open).replaceWithVoid();
    }

    /** Answers the ERP's question what to do about what was cancelled, if it asks. */
    private Uni<Void> makeNoneAnew(TrytonSale sale, String kind, String things) {
        return rpc.search("sale.sale", List.of(List.of("id", "=", sale.id())), "id ASC", 1, kind + "_state")
                .chain(rows -> rows.get(0).path(kind + "_state").asText("").equals("exception")
                        ? answer(sale, "wizard.sale.handle." + kind + ".exception.", things)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> answer(TrytonSale sale, String wizard, String things) {
        var about = Map.of("active_id", sale.id(), "active_ids", List.of(sale.id()), "active_model", "sale.sale");
        return rpc.tellIn(about, wizard + "create").chain(created -> {
            var session = created.path(0);
            return rpc.tellIn(about, wizard + "execute", session, Map.of(), "ask")
                    .chain(asked -> {
                        var concerned = asked.path("view").path("defaults").path("domain_" + things);
                        var answer =
                                Map.of("ask", Map.of("recreate_" + things, List.of(), "domain_" + things, concerned));
                        return rpc.tellIn(about, wizard + "execute", session, answer, "handle");
                    })
                    .chain(() -> rpc.tellIn(about, wizard + "delete", session))
                    .replaceWithVoid();
        });
    }
}
