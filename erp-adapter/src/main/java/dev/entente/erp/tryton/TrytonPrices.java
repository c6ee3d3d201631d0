package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.ErpCommand.LineToPrice;
import dev.entente.contracts.message.ErpCommand.PriceOrder;
import dev.entente.contracts.message.ErpEvent.OrderPriced;
import dev.entente.contracts.model.Money;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prices and taxes by the server's own computation: {@code on_change} of a line that is never saved. */
final class TrytonPrices {

    private final TrytonRpc rpc;
    private final TrytonSettings settings;
    private final TrytonReferences references;

    TrytonPrices(TrytonRpc rpc, TrytonSettings settings, TrytonReferences references) {
        this.rpc = rpc;
        this.settings = settings;
        this.references = references;
    }

    /** A product as it is sold. */
    record Item(long id, long unit) {}

    /** What the ERP fills in when a customer is chosen. */
    record Defaults(
            JsonNode invoiceAddress,
            JsonNode shipmentAddress,
            JsonNode paymentTerm,
            @Nullable Long priceList) {}

    /** What the ERP computes for a line. */
    record Computed(@Nullable BigDecimal unitPrice, List<Long> taxes) {}

    private record Rated(Money unitPrice, String taxPercent) {}

    Uni<OrderPriced> price(PriceOrder order) {
        var codes = order.lines().stream().map(LineToPrice::productCode).collect(Collectors.toSet());
        return references
                .currency(order.currency())
                .chain(currency -> items(codes)
                        .chain(items -> defaults(order.customerId())
                                .chain(defaults -> Multi.createFrom()
                                        .iterable(order.lines())
                                        .onItem()
                                        .transformToUniAndConcatenate(line ->
                                                rated(order, line, item(items, line.productCode()), currency, defaults))
                                        .collect()
                                        .asList())))
                .map(rated -> new OrderPriced(
                        rated.stream().map(Rated::unitPrice).toList(),
                        rated.stream().map(Rated::taxPercent).toList()));
    }

    private Uni<Rated> rated(PriceOrder order, LineToPrice line, Item item, long currency, Defaults defaults) {
        return priceList(line.priceLevel(), defaults)
                .chain(list -> compute(order.customerId(), item, line.quantity().value(), currency, list.orElse(null)))
                .chain(computed -> references.percent(computed.taxes()).map(percent -> {
                    if (computed.unitPrice() == null) {
                        throw VendorFailure.refused(new Failure.Invalid("the ERP has no price for '"
                                + line.productCode() + "' in "
                                + order.currency().getCurrencyCode()));
                    }
                    return new Rated(new Money(computed.unitPrice(), order.currency()), percent.toPlainString());
                }));
    }

    private Uni<Optional<Long>> priceList(String level, Defaults defaults) {
        return level.equals(settings.standardPriceLevel())
                ? Uni.createFrom().item(Optional.ofNullable(defaults.priceList()))
                : references.priceList(level).map(Optional::of);
    }

    /** The products by their code. What is unknown or not for sale is refused. */
    Uni<Map<String, Item>> items(Collection<String> codes) {
        return rpc.search(
                        "product.product",
                        List.of(List.of("code", "in", List.copyOf(codes)), List.of("salable", "=", true)),
                        "id ASC",
                        1000,
                        "code",
                        "sale_uom")
                .map(rows -> {
                    var byCode = new HashMap<String, Item>();
                    rows.forEach(row -> byCode.putIfAbsent(
                            row.path("code").asText(),
                            new Item(
                                    row.path("id").asLong(),
                                    row.path("sale_uom").asLong())));
                    codes.forEach(code -> item(byCode, code));
                    return byCode;
                });
    }

    static Item item(Map<String, Item> items, String code) {
        var item = items.get(code);
        if (item == null) {
            throw VendorFailure.refused(new Failure.Invalid("the ERP does not sell the product '" + code + "'"));
        }
        return item;
    }

    Uni<Defaults> defaults(String customerId) {
        var sale = new LinkedHashMap<String, Object>();
        sale.put("party", Long.valueOf(customerId));
        sale.put("lines", List.of());
        return rpc.ask("model.sale.sale.on_change", sale, List.of("party")).map(answer -> {
            var filled = answer.path(0);
            return new Defaults(
                    filled.path("invoice_address"),
                    filled.path("shipment_address"),
                    filled.path("payment_term"),
                    filled.hasNonNull("price_list") ? filled.path("price_list").asLong() : null);
        });
    }

    Uni<Computed> compute(String customerId, Item item, BigDecimal quantity, long currency, @Nullable Long priceList) {
        var line = new LinkedHashMap<String, Object>();
        line.put("product", item.id());
        line.put("unit", item.unit());
        line.put("quantity", TrytonValues.quantity(quantity));
        line.put("_parent_sale.party", Long.valueOf(customerId));
        line.put("_parent_sale.currency", currency);
        if (priceList != null) {
            line.put("_parent_sale.price_list", priceList);
        }
        return rpc.ask("model.sale.line.on_change", line, List.of("product")).map(answer -> {
            var filled = answer.path(0);
            var taxes = new ArrayList<Long>();
            filled.path("taxes")
                    .path("add")
                    .forEach(tax -> taxes.add(tax.path(1).path("id").asLong()));
            return new Computed(
                    filled.hasNonNull("unit_price") ? TrytonValues.decimal(filled.path("unit_price")) : null, taxes);
        });
    }
}
