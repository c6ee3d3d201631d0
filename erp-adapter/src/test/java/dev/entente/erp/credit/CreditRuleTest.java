package dev.entente.erp.credit;

import dev.entente.contracts.message.ErpEvent.CreditApproved;
import dev.entente.contracts.message.ErpEvent.CreditRefused;
import dev.entente.contracts.model.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CreditRuleTest {

    private static final CreditRule RULE = new CreditRule(30);

    private static CreditStanding standing(String owed, @Nullable String limit, String overdue, int days) {
        return new CreditStanding(
                Money.of(owed, "EUR"),
                limit == null ? null : Money.of(limit, "EUR"),
                Money.of(overdue, "EUR"),
                days,
                Money.of("100", "EUR"));
    }

    @Test
    void upToTheLimitAndWithoutOneCreditIsGiven() {
        assertThat(RULE.decide(standing("400", "500", "0", 0)))
                .isEqualTo(new CreditApproved(Money.of("500", "EUR"), Money.of("500", "EUR")));
        assertThat(RULE.decide(standing("1000000", null, "0", 0))).isInstanceOf(CreditApproved.class);
        assertThat(RULE.decide(standing("400", "500", "20", 30))).isInstanceOf(CreditApproved.class);
    }

    @Test
    void beyondTheLimitOrTheDaysItIsRefusedInWords() {
        assertThat(RULE.decide(standing("400.01", "500", "0", 0)))
                .isEqualTo(new CreditRefused(
                        Money.of("500.01", "EUR"),
                        Money.of("500", "EUR"),
                        "the order would raise what the customer owes to 500.01 EUR, above the limit of 500 EUR"));
        assertThat(RULE.decide(standing("20", null, "20", 31)))
                .isEqualTo(new CreditRefused(
                        Money.of("120", "EUR"), null, "invoices over 20 EUR are overdue for 31 days"));
    }
}
