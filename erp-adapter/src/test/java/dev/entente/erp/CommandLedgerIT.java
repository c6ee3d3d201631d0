package dev.entente.erp;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Envelope;
import dev.entente.contracts.message.ErpCommand.CancelOrder;
import dev.entente.contracts.message.ErpEvent.OrderCancelled;
import dev.entente.contracts.message.ErpEvent.OrderCreated;
import dev.entente.erp.Commands.Flow;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Letter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;

import static dev.entente.erp.Commands.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

/** What the ledger keeps from having its effect twice, or too late, when several are at it. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "erp-adapter"))
class CommandLedgerIT {

    private static final String NETSUITE = "netsuite";

    private static Commands commands;

    private final Flow flow = commands.flow();

    @BeforeAll
    static void prepare() {
        commands = new Commands();
    }

    @AfterAll
    static void disconnect() {
        commands.close();
    }

    @AfterEach
    void leaveUndisturbed() {
        commands.vendors().openBarrier(NETSUITE);
        commands.vendors().repair(NETSUITE);
    }

    private String writing() {
        return "PUT .*/salesOrder/eid:" + flow.externalId();
    }

    private String step(int number) {
        return flow.number() + ":" + number;
    }

    /** The command to create the order, as the step of that number, sent once. */
    private void create(String time, int step) {
        flow.send(time + "-" + flow.number(), step(step), flow.createOrder());
    }

    /** The first, the second, … */
    private Envelope<?> reply(int number) {
        var replies = flow.replies(number);
        assertThat(replies).hasSizeGreaterThanOrEqualTo(number);
        return replies.get(number - 1);
    }

    private static void assertFailed(Envelope<?> reply, Class<? extends Failure> kind) {
        assertThat(reply.data())
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(kind));
    }

    /** Otherwise an order would come about that nobody cancels any more. */
    @Test
    void aLaterStepWaitsWhileAnEarlierOneMayStillHaveItsEffect() throws Exception {
        commands.vendors().stopNextBefore(NETSUITE, writing());
        create("create", 6);
        assertFailed(reply(1), Failure.Transient.class);

        flow.send("cancel-" + flow.number(), step(7), new CancelOrder(flow.key(), "no tea"));
        Thread.sleep(2_000);
        commands.vendors().openBarrier(NETSUITE);

        assertThat(reply(2).data()).isInstanceOf(OrderCancelled.class);
        assertThat(commands.books().orders())
                .filteredOn(order -> order.key().equals(flow.key().value()))
                .singleElement()
                .satisfies(order -> assertThat(order.closed()).isTrue());
    }

    /** As after a rebalance: with another key it comes to somebody else. */
    @Test
    void whoeverIsAtItIsWaitedFor() throws Exception {
        commands.vendors().stopNextBefore(NETSUITE, writing());
        create("a", 6);
        commands.vendors().awaitBarrier(NETSUITE, PATIENCE);

        var again = flow.attributes("b-" + flow.number(), step(6), flow.createOrder());
        commands.topics()
                .send(
                        "erp.commands",
                        "elsewhere-" + flow.number(),
                        CloudEventHeaders.write(again),
                        ContractJson.write(flow.createOrder()));
        Thread.sleep(1_000);
        commands.vendors().openBarrier(NETSUITE);

        assertThat(flow.replies(2))
                .hasSize(2)
                .allSatisfy(reply -> assertThat(reply.data()).isInstanceOf(OrderCreated.class));
        assertThat(flow.created()).isOne();
        assertThat(flow.updated()).as("times it was written again").isZero();
    }

    @Test
    void stepsOfOneFlowAreAdmittedOneAtATime() throws Exception {
        try (var connection = Commands.database();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(hashtextextended('" + flow.number() + "', 0))");
            create("a", 6);
            Thread.sleep(2_000);
            assertThat(flow.created()).as("made while another step is admitted").isZero();
            connection.rollback();
        }

        assertThat(reply(1).data()).isInstanceOf(OrderCreated.class);
    }

    @Test
    void aServerThatBreaksDownMayHaveDoneIt() throws Exception {
        commands.fault("status", writing(), 1, 503);
        create("a", 6);

        assertFailed(reply(1), Failure.Transient.class);
        assertThat(ledger("outcome_unknown::int")).isOne();
    }

    @Test
    void aRefusalDoesNotSettleWhatAnEarlierAttemptCameTo() throws Exception {
        commands.vendors().stopNextBefore(NETSUITE, writing());
        create("a", 6);
        assertFailed(reply(1), Failure.Transient.class);

        commands.fault("status", writing(), 1, 429);
        create("b", 6);

        assertFailed(reply(2), Failure.Throttled.class);
        assertThat(ledger("outcome_unknown::int")).isOne();
        commands.vendors().openBarrier(NETSUITE);
        create("c", 6);
        assertThat(reply(3).data()).isInstanceOf(OrderCreated.class);
        assertThat(flow.created()).isOne();
        assertThat(flow.updated()).as("times it was written again").isZero();
    }

    /** Not now is not nobody there, and credentials are for their owner to mend. */
    @Test
    void whatKeepsUsFromKnowingIsToldAsWhatItIs() {
        commands.vendors().stopNextBefore(NETSUITE, writing());
        create("a", 6);
        assertFailed(reply(1), Failure.Transient.class);

        commands.fault("status", "GET .*/salesOrder/eid:" + flow.externalId(), 1, 429);
        create("b", 6);

        assertFailed(reply(2), Failure.Throttled.class);
    }

    /** Somebody took over while it was at it. */
    @Test
    void anAttemptThatWasTakenOverSettlesNothing() throws Exception {
        commands.vendors().stopNextBefore(NETSUITE, writing());
        create("a", 6);
        commands.vendors().awaitBarrier(NETSUITE, PATIENCE);
        try (var connection = Commands.database();
                var takeOver = connection.prepareStatement(
                        "update command_ledger set attempt = attempt + 1, leased_until = now() where intent = ?")) {
            takeOver.setString(1, step(6));
            assertThat(takeOver.executeUpdate()).isOne();
        }
        commands.vendors().openBarrier(NETSUITE);

        assertThat(reply(1).data()).isInstanceOf(OrderCreated.class);
        assertThat(ledger("attempt")).isEqualTo(3);
        assertThat(flow.updated()).as("times it was written again").isZero();
    }

    /** Only another attempt of the step tries again what was refused; the same command may come again by itself. */
    @Test
    void aRefusedCommandThatComesAgainIsAnsweredAgain() {
        commands.fault("status", writing(), 1, 400);
        create("a", 6);
        create("a", 6);

        flow.replies(2).forEach(reply -> assertFailed(reply, Failure.Invalid.class));
        assertThat(flow.created()).isZero();
    }

    /** After the orchestrator's database was restored from a backup of before the later step. */
    @Test
    void aStepThatWasDoneIsAnsweredHoweverLate() {
        create("a", 6);
        flow.replies(1);
        flow.send("cancel-" + flow.number(), step(7), new CancelOrder(flow.key(), "no tea"));
        flow.replies(2);

        create("b", 6);

        assertThat(reply(3).data()).isInstanceOf(OrderCreated.class);
        assertThat(flow.created()).isOne();
    }

    @Test
    void whatOurCodeFailsOnIsSetAsideAfterSomeTries() throws Exception {
        change("alter table command_ledger add constraint defective check (correlation_id <> '" + flow.correlation()
                + "') not valid");
        try {
            create("a", 6);
            Letter.awaited(flow.correlation(), PATIENCE);
        } finally {
            change("alter table command_ledger drop constraint defective");
        }
        var other = commands.flow();
        assertThat(other.perform(other.createOrder())).isInstanceOf(OrderCreated.class);
    }

    /** The workflow would wait for its deadline otherwise. */
    @Test
    void anAnswerOfTheVendorThatNobodyUnderstandsIsAnswered() {
        create("a", 6);
        flow.replies(1);
        commands.books().renumber(flow.key().value(), "");

        create("b", 8);

        assertFailed(reply(2), Failure.Poison.class);
    }

    @Test
    void aTokenThatIsRevokedBeforeItsTimeIsRenewed() {
        commands.fault("status", "GET .*/salesOrder/eid:" + flow.externalId(), 1, 401);
        create("a", 6);

        assertThat(reply(1).data()).isInstanceOf(OrderCreated.class);
    }

    private int ledger(String column) throws SQLException {
        try (var connection = Commands.database();
                var query = connection.prepareStatement("select " + column + " from command_ledger where intent = ?")) {
            query.setString(1, step(6));
            try (var rows = query.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getInt(1);
            }
        }
    }

    private static void change(String statement) throws SQLException {
        try (var connection = Commands.database();
                var change = connection.createStatement()) {
            change.execute(statement);
        }
    }
}
