package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.Samples;
import dev.entente.contracts.model.Entitlement;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderLine;
import dev.entente.contracts.model.OrderState;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.contracts.model.Product;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Placed;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.time.LocalDate;
import java.time.Period;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What customers may expect of support, whatever they have bought. */
class EntitlementsPropertiesTest {

    private static final LocalDate CLOSED = Samples.opportunity().closedOn();

    @Property
    void nobodyIsServedLongerThanHeBoughtNorShorter(
            @ForAll("products") List<Product> products, @ForAll OrderStatus status) {
        var entitlement = entitlement(products, status);

        var isOver = status == OrderStatus.CLOSED || status == OrderStatus.CANCELLED;
        var bought = products.stream()
                .filter(product -> product.supportTier() != null)
                .map(product -> CLOSED.plus(product.term()))
                .max(LocalDate::compareTo);
        assertThat(entitlement.starts()).isEqualTo(CLOSED);
        assertThat(entitlement.ends()).isEqualTo(isOver ? CLOSED : bought.orElse(CLOSED));
        assertThat(entitlement.orderStatus()).isEqualTo(status);
        if (bought.isEmpty()) {
            assertThat(entitlement.tier()).isNull();
        } else {
            assertThat(products.stream().map(Product::supportTier)).contains(entitlement.tier());
        }
    }

    @Property
    void theOrderOfTheLinesDoesNotMatter(@ForAll("products") List<Product> products, @ForAll OrderStatus status) {
        assertThat(entitlement(products.reversed(), status)).isEqualTo(entitlement(products, status));
    }

    private static Entitlement entitlement(List<Product> products, OrderStatus status) {
        var sample = Samples.order();
        var line = sample.lines().getFirst();
        var order = new Order(
                sample.key(),
                sample.customerId(),
                sample.orderedOn(),
                sample.currency(),
                products.stream()
                        .map(product -> new OrderLine(product, line.description(), line.quantity(), line.price()))
                        .toList());
        var state = new OrderState(Samples.KEY, "SO10001", status, 0, null, null);
        return Entitlements.of(new Placed(Samples.opportunity(), order, state));
    }

    @Provide
    Arbitrary<List<Product>> products() {
        var code = Arbitraries.of("TEAPOT", "CUP", "SPOON");
        var tier = Arbitraries.of("gold", "silver", "bronze").injectNull(0.3);
        var days = Arbitraries.integers().between(0, 2000);
        return Combinators.combine(code, tier, days)
                .as((product, level, term) -> new Product(product, level, Period.ofDays(term)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }
}
