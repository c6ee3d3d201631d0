package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpEvent.CustomerEnsured;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.model.Money;
import dev.entente.orchestrator.Deal;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What a crash left in the outbox, as the relay finds it. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class OutboxRelayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** After so long a statement of the engine's is given up, and the relay begins anew: with what is published. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(30);

    private final String round = UUID.randomUUID().toString().substring(0, 8);
    private final String flow = Identifiers.correlation("emea", "opportunity", round);

    @Inject
    Pool database;

    @Inject
    Outbox outbox;

    @Test
    void rowsThatCanNeverBePublishedAreSetAsideAndTheOthersKeepTheirOrder() {
        var first = left(new OutboxRow(List.of(record("1", 1, ""), record("2", 1, ""))));
        var circling =
                left(new OutboxRow(List.of(record("circles", Attributes.MOST_HOPS + 1, ""), record("3", 1, ""))));
        var garbage = left("no JSON".getBytes(StandardCharsets.UTF_8));
        var tooLarge = left(new OutboxRow(List.of(record("large", 1, "x".repeat(3_000_000)))));
        var last = left(new OutboxRow(List.of(record("4", 1, ""))));

        try (var topics = new Topics(Foundation.topology().bootstrapServers())) {
            assertThat(topics.messages("erp.commands", flow, 4, PATIENCE))
                    .extracting(message -> message.attributes().id())
                    .startsWith(id("1"), id("2"), id("3"), id("4"))
                    .doesNotContain(id("circles"), id("large"));
        }
        awaitGone(first);
        awaitGone(last);
        assertThat(refused(circling)).contains("hops");
        assertThat(refused(garbage)).contains("not JSON");
        assertThat(refused(tooLarge)).isNotBlank();
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
        try (var topics = new Topics(Foundation.topology().bootstrapServers())) {
            assertThat(topics.messages("erp.commands", flow, 5, Duration.ofSeconds(4)))
                    .as("what stands beside what is refused is not published again")
                    .hasSize(4);
        }
    }

    /** The other replica's row is one that it would publish itself, in an hour's time. */
    @Test
    void whatHadToWaitForAnotherReplicasRowFollowsAsSoonAsThatIsGone() throws SQLException {
        var deal = Deal.fresh();
        var others = inAnHour(deal.correlation(), "another");
        try (var topics = new Topics(Foundation.topology().bootstrapServers());
                var elsewhere = elsewhere()) {
            keepTheRelaysTurn(elsewhere);
            deal.ensuringCustomer(topics);
            assertThat(rowsOf(deal.correlation())).as("its own waits as well").isEqualTo(2);

            execute(
                    "update outbox_batch set added_at = now() + interval '1 hour' where flows && $1::text[]",
                    deal.correlation());
            elsewhere.close();
            delete(others);

            assertThat(topics.messages("erp.commands", deal.correlation(), 1, PATIENCE))
                    .hasSize(1);
        }
    }

    /** The relay, which would do it too, is stopped where it takes over rows of the version before. */
    @Test
    void whatIsPublishedIsDeletedThoughNoBatchFollows() throws SQLException {
        try (var topics = new Topics(Foundation.topology().bootstrapServers());
                var elsewhere = elsewhere()) {
            try (var statement = elsewhere.createStatement()) {
                statement.execute("lock table outbox in access exclusive mode");
                await("the relay is stopped", () -> WaitingStatements.count(database, "%delete from outbox %") > 0);
                var deal = Deal.fresh();
                deal.map();
                deal.send(topics, "won-" + deal.id(), deal.won());
                assertThat(topics.messages("erp.commands", deal.correlation(), 1, PATIENCE))
                        .hasSize(1);

                await("the row is gone", GIVEN_UP.dividedBy(3), () -> rowsOf(deal.correlation()) == 0);
                await(
                        "nobody remembers it",
                        () -> outbox.underWay().seen().ids().isEmpty());

                var published = left(new OutboxRow(List.of(record("taken along", 1, ""))));
                outbox.underWay()
                        .send(published, List.of(flow), outbox.underWay().seen());
                outbox.underWay().published(published);
                var next = Deal.fresh();
                next.send(topics, "won-" + next.id(), next.won());
                awaitGone(published);
                assertThat(WaitingStatements.count(database))
                        .as("the relay is stopped still")
                        .isPositive();
            }
            elsewhere.rollback();
        }
    }

    /** The other replica has published it, and has not come to deleting it. Nothing is relayed: somebody else has the relay's turn. */
    @Test
    void whoeverIsToldTheAnswerNeedNotWaitForTheQuestion() throws SQLException {
        var deal = Deal.fresh();
        try (var topics = new Topics(Foundation.topology().bootstrapServers());
                var elsewhere = elsewhere()) {
            deal.ensuringCustomer(topics);
            var question = topics.messages("erp.commands", deal.correlation(), 1, PATIENCE)
                    .get(0)
                    .attributes();
            await("its own row is gone", () -> rowsOf(deal.correlation()) == 0);
            var others = inAnHour(deal.correlation(), question.id());
            keepTheRelaysTurn(elsewhere);

            var answer = new CustomerEnsured("815");
            topics.send("erp.events", deal.answer("ensured-" + deal.id(), answer, question), answer);

            assertThat(topics.messages("erp.commands", deal.correlation(), 2, PATIENCE))
                    .hasSize(2);
            delete(others);
        }
    }

    /** A broker that does not answer must not fill the memory. */
    @Test
    void whenManyRowsAreOnTheirWayFurtherOnesAreLeftToTheRelay() {
        var underWay = outbox.underWay();
        var deal = Deal.fresh();
        deal.map();
        for (int row = 1; row <= 64; row++) {
            underWay.send(-row, List.of("another flow " + row), underWay.seen());
        }
        try (var topics = new Topics(Foundation.topology().bootstrapServers())) {
            deal.send(topics, "won-" + deal.id(), deal.won());
            deal.awaitState("EnsuringCustomer");
            assertThat(topics.messagesWithin(Duration.ofSeconds(3), "erp.commands", deal.correlation()))
                    .as("published meanwhile")
                    .isEmpty();
            assertThat(rowsOf(deal.correlation())).isOne();
            for (int row = 1; row <= 64; row++) {
                underWay.published(-row);
            }
            assertThat(topics.messages("erp.commands", deal.correlation(), 1, PATIENCE))
                    .hasSize(1);
        }
    }

    /** Otherwise a commit in between would show what came of it, and not the row that waits still. */
    @Test
    void instancesAreReadBeforeTheRowsThatWait() throws SQLException {
        var deal = Deal.fresh();
        deal.map();
        try (var topics = new Topics(Foundation.topology().bootstrapServers());
                var elsewhere = elsewhere()) {
            long others;
            keepTheRelaysTurn(elsewhere);
            try (var statement = elsewhere.createStatement()) {
                statement.execute("lock table workflow_instance in access exclusive mode");
                deal.send(topics, "won-" + deal.id(), deal.won());
                await(
                        "the instance is read",
                        () -> WaitingStatements.count(database, "%from workflow_instance%id = any%") > 0);
                others = inAnHour(deal.correlation(), "another");
            }
            elsewhere.rollback();
            deal.awaitState("EnsuringCustomer");

            assertThat(rowsOf(deal.correlation())).as("its own waits as well").isEqualTo(2);
            delete(others);
        }
    }

    /** What Kafka hands out while a batch waits for the database would be thrown away. */
    @Test
    void whatComesWhileTheDatabaseIsWaitedForIsDealtWithAfterwards() throws Exception {
        var deals = Stream.generate(Deal::fresh).limit(9).toList();
        try (var topics = new Topics(Foundation.topology().bootstrapServers());
                var elsewhere = elsewhere()) {
            try (var statement = elsewhere.createStatement()) {
                statement.execute("lock table workflow_instance in access exclusive mode");
            }
            send(topics, deals.subList(0, 1));
            LockSupport.parkNanos(Duration.ofMillis(2_500).toNanos());
            send(topics, deals.subList(1, 9));
            LockSupport.parkNanos(Duration.ofMillis(2_500).toNanos());
            elsewhere.rollback();
        }
        deals.forEach(deal -> deal.awaitState("AwaitingMappings"));
    }

    private static void send(Topics topics, List<Deal> deals) {
        deals.forEach(deal -> deal.send(topics, "won-" + deal.id(), deal.won()));
    }

    /** It would overtake what is on its way. */
    @Test
    void whileARowIsOnItsWayNoLaterOneIsRelayed() throws Exception {
        var underWay = outbox.underWay();
        underWay.send(0, List.of("another flow"), underWay.seen());
        try (var elsewhere = elsewhere()) {
            // A page that was begun before is through.
            keepTheRelaysTurn(elsewhere);
        }
        long row;
        try (var topics = new Topics(Foundation.topology().bootstrapServers())) {
            row = left(new OutboxRow(List.of(record("behind", 1, ""))));
            assertThat(topics.messagesWithin(Duration.ofSeconds(3), "erp.commands", flow))
                    .as("relayed meanwhile")
                    .isEmpty();
        } finally {
            underWay.published(0);
        }
        awaitGone(row);
    }

    /** Two at once would overtake each other. */
    @Test
    void whileAnotherReplicaRelaysThisOneDoesNot() throws Exception {
        long row;
        try (var topics = new Topics(Foundation.topology().bootstrapServers());
                var elsewhere = elsewhere()) {
            keepTheRelaysTurn(elsewhere);
            row = left(new OutboxRow(List.of(record("theirs", 1, ""))));
            assertThat(topics.messagesWithin(Duration.ofSeconds(3), "erp.commands", flow))
                    .as("relayed meanwhile")
                    .isEmpty();
        }
        awaitGone(row);
    }

    private static Connection elsewhere() throws SQLException {
        var connection = DriverManager.getConnection(
                Foundation.topology().jdbcUrl("entente_orchestrator"), "entente", "entente");
        connection.setAutoCommit(false);
        return connection;
    }

    /** Until the connection is closed. */
    private static void keepTheRelaysTurn(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtext('outbox_batch'))");
        }
    }

    private void delete(long row) {
        Outbox.delete(database, List.of(row)).await().atMost(PATIENCE);
    }

    private long inAnHour(String flow, String message) {
        return one(
                        "insert into outbox_batch (flows, messages, records, added_at)"
                                + " values ($1, $2, $3, now() + interval '1 hour') returning id",
                        Tuple.of(
                                new String[] {flow},
                                new String[] {message},
                                Buffer.buffer(new OutboxRow(List.of()).bytes())))
                .getLong("id");
    }

    private void execute(String statement, String flow) {
        database.preparedQuery(statement)
                .execute(Tuple.of((Object) new String[] {flow}))
                .await()
                .atMost(PATIENCE);
    }

    private long rowsOf(String flow) {
        return one("select count(*) as rows from outbox_batch where flows && $1::text[]", Tuple.of((Object)
                        new String[] {flow}))
                .getLong("rows");
    }

    private long count(String query) {
        return one(query, Tuple.tuple()).getLong(0);
    }

    private Row one(String statement, Tuple parameters) {
        return database.preparedQuery(statement)
                .execute(parameters)
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next();
    }

    private static void await(String what, BooleanSupplier condition) {
        await(what, PATIENCE, condition);
    }

    private static void await(String what, Duration patience, BooleanSupplier condition) {
        var until = Instant.now().plus(patience);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(until);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private String id(String name) {
        return name + "-" + round;
    }

    private OutgoingRecord record(String name, int hops, String note) {
        var command = new CheckCredit("42", Money.of("1.00", "EUR"));
        var attributes = new Attributes(
                id(name),
                "/orchestrator/test",
                MessageCatalogue.typeOf(command),
                "opportunity/emea/" + round,
                Instant.now(),
                flow,
                null,
                "netsuite",
                "eu",
                hops,
                null,
                null,
                null);
        return new OutgoingRecord(
                "erp.commands",
                attributes,
                note.isEmpty() ? ContractJson.write(command) : note.getBytes(StandardCharsets.UTF_8));
    }

    private long left(OutboxRow row) {
        return left(row.bytes());
    }

    private long left(byte[] records) {
        return one(
                        "insert into outbox_batch (flows, records, added_at)"
                                + " values ($1, $2, now() - interval '1 minute') returning id",
                        Tuple.of(new String[] {flow}, Buffer.buffer(records)))
                .getLong("id");
    }

    private String refused(long id) {
        return one("select refused from outbox_batch where id = $1", Tuple.of(id))
                .getString("refused");
    }

    private void awaitGone(long id) {
        await(
                "row %d is deleted".formatted(id),
                () -> count("select count(*) from outbox_batch where id = " + id) == 0);
    }
}
