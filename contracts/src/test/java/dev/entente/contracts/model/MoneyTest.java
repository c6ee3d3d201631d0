package dev.entente.contracts.model;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MoneyTest {

    @Test
    void aLineIsRoundedToTheCurrencysOwnDecimals() {
        assertThat(Money.of("0.335", "EUR").times(Quantity.of("3"))).isEqualTo(Money.of("1.01", "EUR"));
        assertThat(Money.of("100.5", "JPY").times(Quantity.of("1"))).isEqualTo(Money.of("101", "JPY"));
        assertThat(Money.of("0.3335", "BHD").times(Quantity.of("3"))).isEqualTo(Money.of("1.001", "BHD"));
    }

    @Test
    void scaleDoesNotMatterForEqualityButIsKept() {
        assertThat(Money.of("1.50", "EUR")).isEqualTo(Money.of("1.5", "EUR")).hasSameHashCodeAs(Money.of("1.5", "EUR"));
        assertThat(Money.of("1.50", "EUR")).hasToString("1.50 EUR");
    }

    @Test
    void currenciesNeverMix() {
        assertThatThrownBy(() -> Money.of("1", "EUR").plus(Money.of("1", "USD")))
                .hasMessage("cannot combine 1 EUR with 1 USD");
    }

    @Test
    void whatCannotBeMoneyIsRefusedInWords() {
        assertThatThrownBy(() -> Money.of("1", "QQQ")).hasMessage("unknown currency 'QQQ'");
        assertThatThrownBy(() -> Money.of("1E+400", "EUR")).hasMessageContaining("15 digits");
        assertThatThrownBy(() -> Money.of("0.1234567", "EUR")).hasMessageContaining("6 decimals");
    }
}
