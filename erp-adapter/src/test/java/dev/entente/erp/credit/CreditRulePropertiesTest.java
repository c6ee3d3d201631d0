package dev.entente.erp.credit;

import dev.entente.contracts.message.ErpEvent.CreditApproved;
import dev.entente.contracts.message.ErpEvent.CreditRefused;
import dev.entente.contracts.model.Money;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

import java.math.BigDecimal;

class CreditRulePropertiesTest {

    private static final CreditRule RULE = new CreditRule(30);

    private static Money euros(BigDecimal amount) {
        return new Money(amount, Money.currency("EUR"));
    }

    private static CreditStanding standing(
            BigDecimal owed, BigDecimal limit, BigDecimal overdue, int days, BigDecimal order) {
        return new CreditStanding(euros(owed), euros(limit), euros(overdue), days, euros(order));
    }

    @Property
    boolean nobodyIsAllowedToOweMoreThanTheLimit(
            @ForAll @BigRange(min = "0", max = "100000") @Scale(2) BigDecimal owed,
            @ForAll @BigRange(min = "0", max = "100000") @Scale(2) BigDecimal limit,
            @ForAll @BigRange(min = "0.01", max = "100000") @Scale(2) BigDecimal order) {
        var decision = RULE.decide(standing(owed, limit, BigDecimal.ZERO, 0, order));
        return decision instanceof CreditApproved == owed.add(order).compareTo(limit) <= 0;
    }

    @Property
    boolean whoIsRefusedIsRefusedForMoreToo(
            @ForAll @BigRange(min = "0", max = "1000") @Scale(2) BigDecimal owed,
            @ForAll @BigRange(min = "0", max = "1000") @Scale(2) BigDecimal limit,
            @ForAll @BigRange(min = "0", max = "10") @Scale(2) BigDecimal overdue,
            @ForAll @IntRange(max = 60) int days,
            @ForAll @BigRange(min = "0.01", max = "1000") @Scale(2) BigDecimal order,
            @ForAll @BigRange(min = "0", max = "1000") @Scale(2) BigDecimal more) {
        var small = RULE.decide(standing(owed, limit, overdue, days, order));
        var large = RULE.decide(standing(owed, limit, overdue, days, order.add(more)));
        return !(small instanceof CreditRefused) || large instanceof CreditRefused;
    }
}
