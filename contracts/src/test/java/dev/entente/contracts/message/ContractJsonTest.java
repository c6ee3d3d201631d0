package dev.entente.contracts.message;

import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.Quantity;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ContractJsonTest {

    @Test
    void amountsAndQuantitiesAreStringsAndKeepTheirScale() {
        assertThat(new String(ContractJson.write(Money.of("49.9000", "EUR")), StandardCharsets.UTF_8))
                .isEqualTo("{\"amount\":\"49.9000\",\"currency\":\"EUR\"}");
        assertThat(new String(ContractJson.write(Quantity.of("3.50")), StandardCharsets.UTF_8))
                .isEqualTo("\"3.50\"");
    }

    @Test
    void anOlderReaderIgnoresWhatANewerWriterAdds() throws UnreadableMessage {
        var newer = "{\"amount\":\"1\",\"currency\":\"EUR\",\"rounding\":\"none\"}";
        assertThat(read(newer, Money.class)).isEqualTo(Money.of("1", "EUR"));
    }

    @Test
    void whatDoesNotFitIsSaidWithItsPathAndWithoutItsContent() {
        assertThatThrownBy(() -> read("{\"amount\":\"1\",\"currency\":\"XQQ\"}", Money.class))
                .isInstanceOf(UnreadableMessage.class)
                .hasMessageContaining("$.currency");
        assertThatThrownBy(() -> read("{\"currency\":\"EUR\"}", Money.class)).hasMessageContaining("amount is missing");
        assertThatThrownBy(() -> read("secret-token-but-no-json", Money.class)).hasMessage("the payload is not JSON");
        assertThatThrownBy(() -> read("null", Money.class)).hasMessage("the payload is null");
        assertThatThrownBy(() -> read("{\"amount\":1e400,\"currency\":\"EUR\"}", Money.class))
                .isInstanceOf(UnreadableMessage.class);
        assertThatThrownBy(() -> read("[".repeat(10_000), Money.class)).isInstanceOf(UnreadableMessage.class);
    }

    private static <T> T read(String json, Class<T> type) throws UnreadableMessage {
        return ContractJson.read(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
