package dev.entente.erp.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.ErpCommand.LineToPrice;
import dev.entente.contracts.message.ErpCommand.PriceOrder;
import dev.entente.contracts.message.ErpEvent.OrderPriced;
import dev.entente.contracts.model.Money;
import io.smallrye.mutiny.Uni;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Items, their prices and tax schedules, by SuiteQL. */
final class NetsuitePrices {

    private final NetsuiteApi api;
    private final NetsuiteSettings settings;
    private final NetsuiteReferences references;

    NetsuitePrices(NetsuiteApi api, NetsuiteSettings settings, NetsuiteReferences references) {
        this.api = api;
        this.settings = settings;
        this.references = references;
    }

    Uni<OrderPriced> price(PriceOrder order) {
        var codes = order.lines().stream().map(LineToPrice::productCode).collect(Collectors.toSet());
        return references
                .currency(order.currency())
                .chain(currency -> items(codes)
                        .chain(items -> prices(items, currency).map(prices -> priced(order, items, prices))));
    }

    /** The items by their name, which is the company's product code. Unknown and inactive ones are refused. */
    Uni<Map<String, JsonNode>> items(Collection<String> codes) {
        return api.query(
                        "read-items",
                        "SELECT id, itemid, isinactive, taxschedule FROM item WHERE itemid IN ("
                                + NetsuiteApi.literals(codes) + ") ORDER BY id")
                .map(rows -> {
                    var byCode = new HashMap<String, JsonNode>();
                    rows.stream()
                            .filter(row -> !row.path("isinactive").asText("F").equals("T"))
                            .forEach(row -> byCode.put(row.path("itemid").asText(), row));
                    codes.stream()
                            .filter(code -> !byCode.containsKey(code))
                            .findFirst()
                            .ifPresent(missing -> {
                                throw VendorFailure.refused(
                                        new Failure.Invalid("the ERP does not sell the product '" + missing + "'"));
                            });
                    return byCode;
                });
    }

    private Uni<Map<String, BigDecimal>> prices(Map<String, JsonNode> items, String currency) {
        var ids = items.values().stream().map(item -> item.path("id").asText()).toList();
        return api.query(
                        "read-prices",
                        "SELECT item, pricelevel, unitprice FROM pricing WHERE item IN (" + NetsuiteApi.literals(ids)
                                + ") AND currency = " + currency + " ORDER BY item, pricelevel")
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> key(
                                        row.path("item").asText(),
                                        row.path("pricelevel").asText()),
                                row -> new BigDecimal(row.path("unitprice").asText()),
                                (one, other) -> one)));
    }

    private OrderPriced priced(PriceOrder order, Map<String, JsonNode> items, Map<String, BigDecimal> prices) {
        List<Money> units = new ArrayList<>();
        List<String> taxRates = new ArrayList<>();
        for (var line : order.lines()) {
            var item = items.get(line.productCode());
            var price = item == null ? null : prices.get(key(item.path("id").asText(), level(line)));
            if (item == null || price == null) {
                throw VendorFailure.refused(new Failure.Invalid("the ERP has no price for '" + line.productCode()
                        + "' in " + order.currency().getCurrencyCode() + " on price level " + line.priceLevel()));
            }
            units.add(new Money(price, order.currency()));
            taxRates.add(settings.taxRateBySchedule()
                    .getOrDefault(item.path("taxschedule").asText(""), BigDecimal.ZERO)
                    .toPlainString());
        }
        return new OrderPriced(units, taxRates);
    }

    private String level(LineToPrice line) {
        var id = settings.priceLevels().get(line.priceLevel());
        if (id == null) {
            throw VendorFailure.refused(new Failure.Invalid("the ERP has no price level '" + line.priceLevel() + "'"));
        }
        return id;
    }

    private static String key(String item, String level) {
        return item + "|" + level;
    }
}
