package dev.entente.orchestrator.machine;

import dev.entente.contracts.integration.IntegrationContract;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MachineCheckTest {

    private static final IntegrationContract CONTRACT = IntegrationContract.load("quote-to-cash");

    record Kettle() implements State {}

    record Cup() implements State {}

    record Whistle() {}

    @Test
    void aStateWithoutAWayOnIsRefused() {
        assertThatThrownBy(() -> start().in(Kettle.class).step("create-order").build())
                .hasMessage("the table is not sound: Kettle has no way on");
    }

    @Test
    void aStateWithoutAStepHasNoOwnerAndNoDeadlineAndIsRefused() {
        assertThatThrownBy(() -> start().in(Kettle.class)
                        .on(Whistle.class, (state, event) -> new Kettle(), Kettle.class)
                        .build())
                .hasMessageContaining("Kettle names no step");
    }

    @Test
    void aStepThatTheContractDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> start().in(Kettle.class)
                        .step("boil-water")
                        .on(Whistle.class, (state, event) -> new Kettle(), Kettle.class)
                        .build())
                .hasMessageContaining("no step 'boil-water'");
    }

    @Test
    void aStateThatNobodyReachesIsRefused() {
        assertThatThrownBy(() -> start().in(Kettle.class)
                        .ends(Status.COMPLETED)
                        .in(Cup.class)
                        .ends(Status.COMPLETED)
                        .build())
                .hasMessageContaining("Cup can never be reached");
    }

    @Test
    void aTargetThatIsNotDefinedIsRefused() {
        assertThatThrownBy(() -> start().in(Kettle.class)
                        .step("create-order")
                        .on(Whistle.class, (state, event) -> new Cup(), Cup.class)
                        .build())
                .hasMessageContaining("Cup is a target but not defined");
    }

    private static Machine.Builder start() {
        return Machine.define("tea", 1, CONTRACT).starts(Whistle.class, event -> new Kettle(), Kettle.class);
    }
}
