package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.lock.Exclusive;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderLine;
import dev.entente.contracts.model.OrderState;
import dev.entente.erp.KeptLine;
import dev.entente.erp.tryton.TrytonPrices.Defaults;
import dev.entente.erp.tryton.TrytonPrices.Item;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Sales under our reference. Nothing in Tryton makes a reference unique, so one at a time works on a key, looks before it
 * creates, and looks again afterwards; a draft that lost such a race has had no effect and is removed.
 *
 * <pre>
 *   none ─ create ─► draft ─ quote ─► quotation ─ confirm ─► confirmed ─ process ─► processing
 *                    └── each attempt goes on from where the last one was left ──┘
 * </pre>
 */
final class TrytonOrders {

    private static final int MOST_LINES = 1000;

    private final TrytonRpc rpc;
    private final TrytonSales sales;
    private final TrytonPrices prices;
    private final TrytonReferences references;
    private final Exclusive exclusive;

    TrytonOrders(
            TrytonRpc rpc, TrytonSales sales, TrytonPrices prices, TrytonReferences references, Exclusive exclusive) {
        this.rpc = rpc;
        this.sales = sales;
        this.prices = prices;
        this.references = references;
        this.exclusive = exclusive;
    }

    Uni<OrderState> create(Order order, String correlationId) {
        return exclusive
                .on(
                        TrytonSales.RECORD,
                        order.key().value(),
                        () -> sales.under(order.key())
                                .chain(all -> alone(all))
                                .chain(found -> resume(order, correlationId, found)))
                .map(sale -> sale.orderState(order.key()));
    }

    /** The foremost under a key; drafts beside it have had no effect and go, anything else needs a person. */
    private Uni<Optional<TrytonSale>> alone(List<TrytonSale> all) {
        var one = TrytonSales.foremost(all);
        var others = all.stream()
                .filter(sale -> !sale.state().equals("cancelled")
                        && one.map(first -> first.id() != sale.id()).orElse(false))
                .toList();
        if (others.isEmpty()) {
            return Uni.createFrom().item(one);
        }
        if (others.stream().anyMatch(sale -> !sale.state().equals("draft"))) {
            return Uni.createFrom().failure(several(all));
        }
        return rpc.tell(
                        "model.sale.sale.delete",
                        others.stream().map(TrytonSale::id).toList())
                .replaceWith(one);
    }

    private static VendorFailure several(List<TrytonSale> sales) {
        return VendorFailure.refused(new Failure.Invalid("the ERP has more than one order for this deal: "
                + String.join(", ", sales.stream().map(TrytonSale::number).toList())
                + "; somebody must look at them"));
    }

    private Uni<TrytonSale> resume(Order order, String correlationId, Optional<TrytonSale> found) {
        if (found.isEmpty()) {
            return draft(order, correlationId).chain(this::advance);
        }
        var sale = found.get();
        return hasLinesOf(order, sale).chain(same -> {
            if (same) {
                return advance(sale);
            }
            if (sale.state().equals("draft")) {
                return remove(sale).chain(() -> draft(order, correlationId)).chain(this::advance);
            }
            return Uni.createFrom()
                    .failure(VendorFailure.refused(new Failure.Invalid("the ERP keeps other lines than the "
                            + order.lines().size() + " that were ordered; somebody must look at order "
                            + sale.number())));
        });
    }

    private Uni<JsonNode> remove(TrytonSale draft) {
        return rpc.tell("model.sale.sale.delete", List.of(draft.id()));
    }

    private Uni<TrytonSale> draft(Order order, String correlationId) {
        var codes = order.lines().stream().map(line -> line.product().code()).collect(Collectors.toSet());
        return references
                .currency(order.currency())
                .chain(currency -> prices.items(codes)
                        .chain(items -> prices.defaults(order.customerId())
                                .chain(defaults -> lines(order, items, currency)
                                        .map(lines -> sale(order, correlationId, currency, defaults, lines)))))
                .chain(sale -> rpc.tell("model.sale.sale.create", List.of(sale)))
                .chain(ids -> theOne(order.key(), ids.path(0).asLong()));
    }

    private Uni<List<Map<String, Object>>> lines(Order order, Map<String, Item> items, long currency) {
        return Multi.createFrom()
                .iterable(order.lines())
                .onItem()
                .transformToUniAndConcatenate(line -> line(
                        order, line, TrytonPrices.item(items, line.product().code()), currency))
                .collect()
                .asList();
    }

    private Uni<Map<String, Object>> line(Order order, OrderLine line, Item item, long currency) {
        return prices.compute(order.customerId(), item, line.quantity().value(), currency, null)
                .map(computed -> {
                    var values = new LinkedHashMap<String, Object>();
                    values.put("type", "line");
                    values.put("product", item.id());
                    values.put("unit", item.unit());
                    values.put("quantity", TrytonValues.quantity(line.quantity().value()));
                    values.put("unit_price", line.price().unit().amount().stripTrailingZeros());
                    values.put("taxes", List.of(List.of("add", computed.taxes())));
                    values.put("description", line.description());
                    return values;
                });
    }

    private Map<String, Object> sale(
            Order order, String correlationId, long currency, Defaults defaults, List<Map<String, Object>> lines) {
        var values = new LinkedHashMap<String, Object>();
        values.put("party", Long.valueOf(order.customerId()));
        values.put("invoice_address", defaults.invoiceAddress());
        values.put("shipment_address", defaults.shipmentAddress());
        values.put("payment_term", defaults.paymentTerm());
        values.put("currency", currency);
        values.put("reference", sales.reference(order.key()));
        values.put("sale_date", order.orderedOn());
        values.put("description", correlationId);
        values.put("lines", List.of(List.of("create", lines)));
        return values;
    }

    /** Ours, unless another one is there by now: then ours goes, as long as it is a draft. */
    private Uni<TrytonSale> theOne(OrderKey key, long ours) {
        return sales.under(key).chain(all -> {
            var one = TrytonSales.foremost(all)
                    .orElseThrow(() -> VendorFailure.unknown(
                            new Failure.Transient("the ERP does not show the order that it just took")));
            return one.id() == ours
                    ? Uni.createFrom().item(one)
                    : rpc.tell("model.sale.sale.delete", List.of(ours)).replaceWith(one);
        });
    }

    private Uni<TrytonSale> advance(TrytonSale sale) {
        return switch (sale.state()) {
            case "draft" -> sales.push("quote", sale).chain(this::advance);
            case "quotation" -> sales.push("confirm", sale).chain(this::advance);
            case "confirmed" -> sales.push("process", sale).chain(this::advance);
            default -> Uni.createFrom().item(sale);
        };
    }

    /** Found only when the ERP has taken it, and with the lines that were ordered; of several nobody knows which is meant. */
    Uni<Optional<OrderState>> find(Order order) {
        return sales.under(order.key()).chain(all -> {
            var taken = all.stream()
                    .filter(sale -> sale.isTaken() && !sale.state().equals("cancelled"))
                    .toList();
            if (taken.size() > 1) {
                return Uni.createFrom().failure(several(taken));
            }
            var sale = TrytonSales.foremost(all).filter(TrytonSale::isTaken).orElse(null);
            return sale == null
                    ? Uni.createFrom().item(Optional.empty())
                    : hasLinesOf(order, sale)
                            .map(same -> same ? Optional.of(sale.orderState(order.key())) : Optional.empty());
        });
    }

    private Uni<Boolean> hasLinesOf(Order order, TrytonSale sale) {
        return rpc.search(
                        "sale.line",
                        List.of(List.of("sale", "=", sale.id()), List.of("type", "=", "line")),
                        "id ASC",
                        MOST_LINES,
                        "product.code",
                        "quantity",
                        "unit_price")
                .map(rows -> KeptLine.areThoseOf(
                        order,
                        rows.stream()
                                .map(row -> new KeptLine(
                                        row.path("product.").path("code").asText(""),
                                        TrytonValues.decimalOrZero(row.path("quantity")),
                                        TrytonValues.decimalOrZero(row.path("unit_price"))))
                                .toList()));
    }
}
