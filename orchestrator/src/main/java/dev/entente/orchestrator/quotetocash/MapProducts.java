package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.OrderLine;
import dev.entente.contracts.model.Price;
import dev.entente.contracts.model.Product;
import dev.entente.orchestrator.machine.Lookup;

import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which of the company's products, on which price list, do the CRM's lines mean? */
public record MapProducts(String connection, Currency currency, Set<String> productKeys) implements Lookup {

    /** Every line has its product and price level. */
    public record ProductsMapped(Map<String, Mapped> byKey) {

        List<OrderLine> lines(Opportunity opportunity) {
            return opportunity.lines().stream().map(this::line).toList();
        }

        private OrderLine line(OpportunityLine line) {
            var mapped = Objects.requireNonNull(byKey.get(line.productKey()), line.productKey());
            return new OrderLine(
                    mapped.product(),
                    line.description(),
                    line.quantity(),
                    new Price(line.unitPrice(), mapped.priceLevel()));
        }
    }

    /** A product of the company, and where its price is found. */
    public record Mapped(Product product, String priceLevel) {}

    /**
     * Something is missing in the reference data.
     *
     * @param needs by name: {@code product:emea:SKU-9} or {@code price:WIDGET:EUR}
     */
    public record MappingsMissing(Set<String> needs) {}

    /** Reference data that this instance lacked was added. */
    public record ReferenceDataChanged(String need) {}

    public static String productNeed(String connection, String key) {
        return "product:" + connection + ":" + key;
    }

    public static String priceNeed(String productCode, Currency currency) {
        return "price:" + productCode + ":" + currency.getCurrencyCode();
    }
}
