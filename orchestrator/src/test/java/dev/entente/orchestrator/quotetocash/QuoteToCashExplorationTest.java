package dev.entente.orchestrator.quotetocash;

import dev.entente.orchestrator.exploration.Explorer;
import dev.entente.orchestrator.machine.Interpreter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Every order of events within an allowance of trouble, each kind with each other: nothing that must not be can be reached. */
@Execution(ExecutionMode.CONCURRENT)
class QuoteToCashExplorationTest {

    private static final int MOST_WORLDS = 800_000;

    private final Interpreter interpreter = new Interpreter(QuoteToCashMachine.under(ShortContract.load()));

    static Stream<Arguments> allowances() {
        var none = Allowance.NONE;
        return Stream.of(
                Arguments.of("nothing unusual", true, none),
                Arguments.of("records twice", true, none.duplicates(2)),
                Arguments.of("records lost", true, none.losses(2)),
                Arguments.of(
                        "failures of each class, retried",
                        true,
                        none.failures(1).actions(1)),
                Arguments.of(
                        "held until a connection is back",
                        true,
                        none.failures(2).duplicates(1)),
                Arguments.of("missing reference data", false, none.crmChanges(1)),
                Arguments.of("refusals and corrections", true, none.refusals(1).crmChanges(1)),
                Arguments.of("the deal changes", true, none.crmChanges(2)),
                Arguments.of(
                        "the deal changes while records come twice",
                        true,
                        none.crmChanges(1).duplicates(1)),
                Arguments.of(
                        "the deal changes while records are lost",
                        true,
                        none.crmChanges(1).losses(1)),
                Arguments.of("the order changes", true, none.erpChanges(2)),
                Arguments.of(
                        "the order changes while it is told of twice",
                        true,
                        none.erpChanges(1).duplicates(1)),
                Arguments.of("records lost and twice", true, none.losses(1).duplicates(1)),
                Arguments.of(
                        "failures while records are lost",
                        true,
                        none.failures(1).losses(1)),
                Arguments.of(
                        "failures and a system says no", true, none.failures(1).refusals(1)),
                Arguments.of(
                        "failures while the deal changes",
                        true,
                        none.failures(1).crmChanges(1)),
                Arguments.of(
                        "failures while the order changes",
                        true,
                        none.failures(1).erpChanges(1)),
                Arguments.of(
                        "a system says no while records are lost",
                        true,
                        none.refusals(1).losses(1)),
                Arguments.of(
                        "a system says no while records come twice",
                        true,
                        none.refusals(1).duplicates(1)),
                Arguments.of(
                        "the order changes while records are lost",
                        true,
                        none.erpChanges(1).losses(1)),
                Arguments.of(
                        "the deal and its order change",
                        true,
                        none.crmChanges(1).erpChanges(1)),
                Arguments.of(
                        "failures while records are lost and come twice",
                        true,
                        none.failures(1).losses(1).duplicates(1)),
                Arguments.of(
                        "a system says no, records are lost, operators act",
                        true,
                        none.refusals(1).losses(1).actions(1)),
                Arguments.of("operators act one after the other", true, none.actions(2)),
                Arguments.of(
                        "operators act while records are lost",
                        true,
                        none.actions(1).losses(1)),
                Arguments.of(
                        "operators act and a system says no",
                        true,
                        none.actions(1).refusals(1)),
                Arguments.of(
                        "operators act while the order changes",
                        true,
                        none.actions(1).erpChanges(1)),
                Arguments.of(
                        "operators act while the deal changes",
                        true,
                        none.actions(1).crmChanges(1)),
                Arguments.of(
                        "operators act while records come twice",
                        true,
                        none.actions(1).duplicates(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allowances")
    void nothingForbiddenCanBeReached(String trouble, boolean mapped, Allowance allowance) {
        var exploration = new Explorer(MOST_WORLDS).explore(DealWorld.start(interpreter, mapped, allowance));
        System.out.println("exploration of quote-to-cash, " + trouble + ": " + exploration);
        assertThat(exploration.counterexample()).as(trouble).isNull();
        assertThat(exploration.complete()).as("all worlds explored").isTrue();
    }
}
