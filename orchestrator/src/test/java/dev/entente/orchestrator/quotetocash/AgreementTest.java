package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.Samples;
import dev.entente.contracts.message.ErpCommand;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What must hold is missed when it does not. */
class AgreementTest {

    private static Systems ordered(Systems systems, String key) {
        var order = Samples.order();
        return systems.perform(
                        new ErpCommand.CreateOrder(new Order(
                                new OrderKey(key),
                                order.customerId(),
                                order.orderedOn(),
                                order.currency(),
                                order.lines())),
                        false)
                .after();
    }

    @Test
    void oneOrderIsOneHoweverOftenItIsAskedFor() {
        var once = ordered(Systems.withDealWon(), "teapots-1");

        assertThat(Agreement.always(null, ordered(once, "teapots-1"))).isEmpty();
    }

    @Test
    void aSecondOrderOfADealIsOneTooMany() {
        var twice = ordered(ordered(Systems.withDealWon(), "teapots-1"), "teapots-2");

        assertThat(Agreement.always(null, twice))
                .hasValueSatisfying(violation -> assertThat(violation).startsWith("two orders for one deal"));
    }
}
