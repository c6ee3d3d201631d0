package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.model.Entitlement;
import dev.entente.contracts.model.OrderLine;
import dev.entente.contracts.model.Product;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Placed;

import java.util.Comparator;
import java.util.Objects;

/** What an order entitles its customer to: the tier of the product with the longest term, from the day of the deal;
 * nothing beyond that day when the order was closed or cancelled. Pure. */
final class Entitlements {

    private Entitlements() {}

    static Entitlement of(Placed placed) {
        var starts = placed.opportunity().closedOn();
        var best = placed.order().lines().stream()
                .map(OrderLine::product)
                .filter(product -> product.supportTier() != null)
                .max(Comparator.comparing((Product product) -> starts.plus(product.term()))
                        .thenComparing(product -> Objects.requireNonNull(product.supportTier())));
        var isOver = placed.isOver();
        var ends = best.filter(product -> !isOver)
                .map(product -> starts.plus(product.term()))
                .orElse(starts);
        return new Entitlement(
                best.map(Product::supportTier).orElse(null),
                starts,
                ends,
                placed.latest().number(),
                placed.latest().status());
    }
}
