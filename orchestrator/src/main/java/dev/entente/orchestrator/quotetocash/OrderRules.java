package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.integration.ValidationRules;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OrderLine;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** The rules of the integration contract, applied. Each answers the reason why not, in business words. Pure. */
final class OrderRules {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final ValidationRules rules;

    OrderRules(ValidationRules rules) {
        this.rules = rules;
    }

    /** Why the opportunity may not become an order; empty when it may. */
    Optional<String> refusal(Opportunity opportunity) {
        if (opportunity.lines().size() > rules.mostLines()) {
            return Optional.of("the deal has " + opportunity.lines().size() + " lines, at most " + rules.mostLines()
                    + " can be ordered");
        }
        if (!rules.currencies().contains(opportunity.currency().getCurrencyCode())) {
            return Optional.of("nothing is sold in " + opportunity.currency().getCurrencyCode());
        }
        for (var line : opportunity.lines()) {
            if (!line.quantity().isPositive()) {
                return Optional.of("line '" + line.description() + "' has the quantity " + line.quantity());
            }
            if (line.unitPrice().isNegative()) {
                return Optional.of("line '" + line.description() + "' has the price " + line.unitPrice());
            }
        }
        return isSummable(opportunity)
                ? accountRefusal(opportunity)
                : Optional.of("the deal's lines sum to no amount of money");
    }

    /** Each line may be money and their sum still be too large to be written down. */
    private static boolean isSummable(Opportunity opportunity) {
        try {
            return !opportunity.total().isNegative();
        } catch (IllegalArgumentException tooLarge) {
            return false;
        }
    }

    private Optional<String> accountRefusal(Opportunity opportunity) {
        var customer = opportunity.customer();
        var country = customer.billing().address().country();
        if (rules.contactRequired() && customer.contacts().isEmpty()) {
            return Optional.of("nobody with an e-mail address is named at " + customer.name());
        }
        if (rules.taxNumberRequiredIn().contains(country) && customer.billing().taxNumber() == null) {
            return Optional.of("customers in " + country + " need a tax number, " + customer.name() + " has none");
        }
        return Optional.empty();
    }

    /** Why the agreed prices are not acceptable beside the ERP's; empty when they are. */
    Optional<String> priceDispute(List<OrderLine> lines, List<Money> erpPrices) {
        if (lines.size() != erpPrices.size()) {
            return Optional.of("the ERP priced " + erpPrices.size() + " of " + lines.size() + " lines");
        }
        for (int at = 0; at < lines.size(); at++) {
            var agreed = lines.get(at).price().unit();
            var lowest = lowestAcceptable(erpPrices.get(at));
            if (lowest.isMoreThan(agreed)) {
                return Optional.of("'" + lines.get(at).description() + "' was sold for " + agreed
                        + " a unit, the ERP's price is " + erpPrices.get(at) + " and at most "
                        + rules.priceTolerancePercent().toPlainString() + " % less is allowed");
            }
        }
        return Optional.empty();
    }

    private Money lowestAcceptable(Money erpPrice) {
        var factor = HUNDRED.subtract(rules.priceTolerancePercent()).divide(HUNDRED, 6, RoundingMode.HALF_UP);
        return new Money(erpPrice.amount().multiply(factor).setScale(6, RoundingMode.HALF_UP), erpPrice.currency());
    }
}
