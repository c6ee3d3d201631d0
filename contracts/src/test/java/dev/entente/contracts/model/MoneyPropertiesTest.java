package dev.entente.contracts.model;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;

import java.math.BigDecimal;

class MoneyPropertiesTest {

    @Property
    boolean addingAndTakingAwayLeavesTheAmount(
            @ForAll @BigRange(min = "-1000000", max = "1000000") @Scale(4) BigDecimal one,
            @ForAll @BigRange(min = "-1000000", max = "1000000") @Scale(4) BigDecimal other) {
        var money = new Money(one, Money.currency("EUR"));
        var more = new Money(other, Money.currency("EUR"));
        return money.plus(more).minus(more).equals(money);
    }

    @Property
    boolean aLineIsNeverMoreThanHalfACentOff(
            @ForAll @BigRange(min = "0", max = "100000") @Scale(4) BigDecimal price,
            @ForAll @BigRange(min = "0", max = "1000") @Scale(3) BigDecimal quantity) {
        var amount = new Money(price, Money.currency("EUR")).times(new Quantity(quantity));
        var off = amount.amount().subtract(price.multiply(quantity)).abs();
        return off.compareTo(new BigDecimal("0.005")) <= 0;
    }
}
