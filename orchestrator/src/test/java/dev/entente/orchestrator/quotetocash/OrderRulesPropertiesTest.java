package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.Samples;
import dev.entente.contracts.integration.ValidationRules;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.OrderLine;
import dev.entente.contracts.model.Price;
import dev.entente.contracts.model.Quantity;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class OrderRulesPropertiesTest {

    private static final BigDecimal TOLERANCE = BigDecimal.TEN;
    private static final OrderRules RULES =
            new OrderRules(new ValidationRules(50, Set.of("EUR"), Set.of(), false, TOLERANCE));

    @Property
    void whateverIsSoldIsJudgedInOneSentenceOrAccepted(
            @ForAll("lines") @Size(min = 1, max = 60) List<OpportunityLine> lines) {
        var refusal = RULES.refusal(sold(lines));

        var isInOrder = lines.size() <= 50
                && lines.stream()
                        .allMatch(line -> line.quantity().isPositive()
                                && !line.unitPrice().isNegative());
        if (!isInOrder) {
            assertThat(refusal).get().asString().isNotBlank().doesNotContain("\n");
        } else {
            refusal.ifPresent(reason -> assertThat(reason).isEqualTo("the deal's lines sum to no amount of money"));
        }
    }

    @Property
    boolean aDealIsNeverSoldForLessThanTheTolerance(
            @ForAll @BigRange(min = "0.01", max = "100000") @Scale(2) BigDecimal agreed,
            @ForAll @BigRange(min = "0.01", max = "100000") @Scale(2) BigDecimal listed) {
        var dispute = RULES.priceDispute(List.of(line(agreed)), List.of(Money.of(listed.toPlainString(), "EUR")));
        var lowest = listed.multiply(new BigDecimal("0.9"));
        return dispute.isPresent() == agreed.compareTo(lowest) < 0;
    }

    private static OrderLine line(BigDecimal price) {
        var sample = Samples.order().lines().getFirst();
        return new OrderLine(
                sample.product(),
                sample.description(),
                sample.quantity(),
                new Price(Money.of(price.toPlainString(), "EUR"), "1"));
    }

    private static Opportunity sold(List<OpportunityLine> lines) {
        var sample = Samples.opportunity();
        return new Opportunity(
                sample.reference(), sample.name(), sample.customer(), sample.closedOn(), Money.currency("EUR"), lines);
    }

    @Provide
    Arbitrary<List<OpportunityLine>> lines() {
        var quantity = Arbitraries.oneOf(
                Arbitraries.bigDecimals()
                        .between(BigDecimal.valueOf(-5), BigDecimal.valueOf(1000))
                        .ofScale(3),
                Arbitraries.of(BigDecimal.ZERO, new BigDecimal("999999999999")));
        var price = Arbitraries.oneOf(
                Arbitraries.bigDecimals()
                        .between(BigDecimal.valueOf(-1), BigDecimal.valueOf(10_000))
                        .ofScale(2),
                Arbitraries.of(BigDecimal.ZERO, new BigDecimal("999999999999999")));
        return Combinators.combine(quantity, price)
                .as((some, each) -> new OpportunityLine(
                        "SKU-1", "Teapot", new Quantity(some), new Money(each, Money.currency("EUR"))))
                .list();
    }
}
