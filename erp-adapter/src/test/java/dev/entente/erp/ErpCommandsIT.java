package dev.entente.erp;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Envelope;
import dev.entente.contracts.message.ErpCommand;
import dev.entente.contracts.message.ErpEvent.InvoiceScheduleRead;
import dev.entente.contracts.message.ErpEvent.OrderCancelled;
import dev.entente.contracts.message.ErpEvent.OrderChanged;
import dev.entente.contracts.message.ErpEvent.OrderCreated;
import dev.entente.contracts.message.ErpEvent.OrderPriced;
import dev.entente.contracts.message.Message;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderLine;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.contracts.model.Quantity;
import dev.entente.erp.Commands.Flow;
import dev.entente.sandbox.demo.NetsuiteBooks;
import dev.entente.sandbox.demo.Vendors;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Letter;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import static dev.entente.erp.Commands.PATIENCE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

/** Commands performed in a simulated NetSuite, with a real broker and a real ledger: one effect each, whatever happens. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "erp-adapter"))
class ErpCommandsIT {

    /** Three times as long as a call may take on the connection that is tested. */
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(15);

    private static Commands commands;
    private static Topics topics;
    private static Vendors vendors;
    private static NetsuiteBooks books;
    private static String customerId;

    @BeforeAll
    static void prepare() {
        commands = new Commands();
        topics = commands.topics();
        vendors = commands.vendors();
        books = commands.books();
        customerId = commands.customerId();
    }

    @AfterAll
    static void disconnect() {
        commands.close();
    }

    @Test
    void anOrderIsCreatedOnceAndAnswered() {
        var flow = commands.flow();

        var answer = (OrderCreated) flow.perform(flow.createOrder());

        assertThat(answer.order().status()).isEqualTo(OrderStatus.PENDING_FULFILMENT);
        assertThat(flow.created()).isOne();
        assertThat(books.ordersByCorrelation()).containsEntry(flow.correlation(), 1);
    }

    @Test
    void aSpoiltCommandIsRehearsedMendedAndReplayed() {
        var flow = commands.flow();
        var headers = CloudEventHeaders.write(
                flow.attributes("c-" + flow.number(), "i-" + flow.number(), flow.createOrder()));
        topics.send("erp.commands", flow.subject(), headers, "{".getBytes(StandardCharsets.UTF_8));
        var letter = Letter.awaited(flow.correlation(), PATIENCE);
        var mended = new String(ContractJson.write(flow.createOrder()), StandardCharsets.UTF_8);

        for (int time = 1; time <= 2; time++) {
            letter.rehearsed(mended)
                    .body("outcome", equalTo("ACTS"))
                    .body("writes.operation", equalTo(List.of("upsert-salesOrder")))
                    .body("writes[0].connection", equalTo("books"))
                    .body("writes[0].path", containsString("eid:" + flow.externalId()))
                    .body("writes[0].changes.find { it.field == 'entity.id' }.written", equalTo(customerId))
                    .body("writes[0].changes.find { it.field == 'entity.id' }.live", nullValue())
                    .body("quota.calls", equalTo(5));
        }
        assertThat(flow.created()).isZero();

        letter.replayed(mended);
        assertThat(flow.replies(1).get(0).data()).isInstanceOf(OrderCreated.class);
        assertThat(flow.created()).isOne();
    }

    @Test
    void afterATimeOutTheOrderIsLookedForInsteadOfBeingMadeAgain() {
        var flow = commands.flow();
        commands.fault("time-out-after", "PUT .*/salesOrder/eid:" + flow.externalId(), 1, 0);

        assertThat(flow.perform(flow.createOrder())).isInstanceOf(OrderCreated.class);

        assertThat(flow.created()).isOne();
        assertThat(flow.updated()).as("times the order was written again").isZero();
    }

    @Test
    void afterALostAnswerTheOrderIsLookedForAndNotedAsTold() throws SQLException {
        var flow = commands.flow();
        // The feed would note the same: it is held up meanwhile.
        vendors.stopNextBefore("netsuite", "POST .*/suiteql");
        vendors.awaitBarrier("netsuite", PATIENCE);
        vendors.loseNextAnswer("netsuite", "PUT .*/salesOrder/eid:" + flow.externalId());

        var answer = flow.perform(flow.createOrder());
        var told = hasBeenTold(flow);
        vendors.openBarrier("netsuite");

        assertThat(answer).isInstanceOf(OrderCreated.class);
        assertThat(flow.created()).isOne();
        assertThat(flow.updated()).as("times the order was written again").isZero();
        assertThat(told).as("the feed has nothing to say of it").isTrue();
    }

    /** Whether the adapter knows that what there is to say of the order has been said. */
    private static boolean hasBeenTold(Flow flow) throws SQLException {
        try (var connection = Commands.database();
                var query = connection.prepareStatement("select 1 from announcement where object = ?")) {
            query.setString(1, "order/books/" + flow.key());
            try (var rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    @Test
    void whoseLeaseIsOverBeforeItIsGrantedWritesNothing() throws Exception {
        var flow = commands.flow();
        try (var connection = Commands.database();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table command_ledger in share mode");
            flow.send("a-" + flow.number(), "i-" + flow.number(), flow.createOrder());
            awaitWaiting(statement);
            Thread.sleep(LONGEST_ATTEMPT.plusMillis(500));
            connection.rollback();
        }

        assertThat(flow.replies(1).getFirst().data())
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Transient.class));
        assertThat(flow.created())
                .as("orders made by one who may have been replaced")
                .isZero();

        flow.send("b-" + flow.number(), "i-" + flow.number(), flow.createOrder());
        assertThat(flow.replies(2).get(1).data()).isInstanceOf(OrderCreated.class);
        assertThat(flow.created()).isOne();
    }

    /** Until somebody wants to write what it is not allowed to. */
    private static void awaitWaiting(Statement statement) throws SQLException {
        var until = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(until)) {
            try (var rows = statement.executeQuery(
                    "select 1 from pg_locks where not granted and relation = 'command_ledger'::regclass")) {
                if (rows.next()) {
                    return;
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        throw new AssertionError("nobody wants to write to the ledger");
    }

    @Test
    void whatTheLedgerHasForgottenIsNotMadeAgain() {
        var flow = commands.flow();
        flow.send("a-" + flow.number(), "i-" + flow.number(), flow.createOrder());
        flow.replies(1);

        flow.send("b-" + flow.number(), "j-" + flow.number(), flow.createOrder());

        assertThat(flow.replies(2).get(1).data()).isInstanceOf(OrderCreated.class);
        assertThat(flow.created()).isOne();
        assertThat(flow.updated()).as("times the order was written again").isZero();
    }

    @Test
    void whatSomebodyHasChangedInTheErpSinceIsNotOverwritten() {
        var flow = commands.flow();
        var ordered = flow.createOrder().order();
        flow.perform(flow.createOrder());
        var line = ordered.lines().getFirst();
        var fewer = new Order(
                flow.key(),
                customerId,
                ordered.orderedOn(),
                ordered.currency(),
                List.of(new OrderLine(line.product(), line.description(), Quantity.of("1"), line.price())));

        flow.send("b-" + flow.number(), "j-" + flow.number(), new ErpCommand.CreateOrder(fewer));

        assertThat(flow.replies(2).get(1).data())
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Invalid.class));
        assertThat(flow.updated()).as("times the order was written again").isZero();
    }

    @Test
    void whenEvenTheLookUpFailsTheNextAttemptLooksFirst() {
        var flow = commands.flow();
        vendors.stopNextAfter("netsuite", "PUT .*/salesOrder/eid:" + flow.externalId());

        flow.send("c1-" + flow.number(), "i-" + flow.number(), flow.createOrder());
        vendors.awaitBarrier("netsuite", PATIENCE);
        commands.fault("status", "GET .*/salesOrder/eid:" + flow.externalId(), 1, 503);
        assertThat(flow.replies(1).get(0).data())
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Transient.class));
        vendors.openBarrier("netsuite");
        flow.send("c2-" + flow.number(), "i-" + flow.number(), flow.createOrder());

        assertThat(flow.replies(2).get(1).data()).isInstanceOf(OrderCreated.class);
        assertThat(flow.created()).isOne();
        assertThat(flow.updated()).as("times the order was written again").isZero();
    }

    @Test
    void theSameCommandOrIntentAgainIsAnsweredFromTheLedger() {
        var flow = commands.flow();
        flow.send("a-" + flow.number(), "i-" + flow.number(), flow.createOrder());
        flow.send("a-" + flow.number(), "i-" + flow.number(), flow.createOrder());
        flow.send("b-" + flow.number(), "i-" + flow.number(), flow.createOrder());

        var answers = flow.replies(3);

        assertThat(answers).hasSize(3).allSatisfy(one -> assertThat(one.data()).isInstanceOf(OrderCreated.class));
        assertThat(answers.get(0).attributes().id())
                .isEqualTo(answers.get(1).attributes().id());
        assertThat(flow.created()).isOne();
        assertThat(flow.updated()).isZero();
    }

    @Test
    void theSameIntentWithAnotherPayloadIsRefusedLoudly() {
        var flow = commands.flow();
        flow.send("a-" + flow.number(), "i-" + flow.number(), flow.createOrder());
        flow.send("b-" + flow.number(), "i-" + flow.number(), new ErpCommand.CancelOrder(flow.key(), "no"));

        assertThat(flow.replies(2).get(1).data())
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Poison.class));
    }

    @Test
    void aStragglerOfAnEarlierStepDoesNothingOnceALaterOneWasBegun() {
        var flow = commands.flow();
        flow.send("cancel-" + flow.number(), flow.number() + ":7", new ErpCommand.CancelOrder(flow.key(), "no tea"));
        flow.send("create-" + flow.number(), flow.number() + ":6", flow.createOrder());

        assertThat(flow.replies(2).get(1).data())
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Invalid.class));
        assertThat(flow.created()).as("orders made").isZero();

        flow.send("again-" + flow.number(), flow.number() + ":8", flow.createOrder());
        assertThat(flow.replies(3).get(2).data()).isInstanceOf(OrderCreated.class);
    }

    @Test
    void failuresAreClassifiedByTheVendorsTable() {
        assertThat(failure(503)).isInstanceOf(Failure.Transient.class);
        assertThat(failure(403)).isInstanceOf(Failure.Denied.class);
        assertThat(failure(400)).isInstanceOf(Failure.Invalid.class);
        assertThat(failure(429)).isInstanceOf(Failure.Throttled.class);
    }

    private static Failure failure(int status) {
        var flow = commands.flow();
        commands.fault("status", "GET .*/salesOrder/eid:" + flow.externalId(), 1, status);
        return ((CommandFailed) flow.perform(new ErpCommand.ReadInvoiceSchedule(flow.key()))).failure();
    }

    @Test
    void pricesScheduleAndCancellationComeFromTheErp() {
        var pricing = commands.flow();
        var priced = pricing.perform(new ErpCommand.PriceOrder(
                customerId,
                Money.currency("EUR"),
                List.of(new ErpCommand.LineToPrice("TEAPOT", Quantity.of("3"), "standard"))));
        assertThat(priced).isEqualTo(new OrderPriced(List.of(Money.of("49.90", "EUR")), List.of("19")));

        var flow = commands.flow();
        flow.send("1-" + flow.number(), "1-" + flow.number(), flow.createOrder());
        flow.send("2-" + flow.number(), "2-" + flow.number(), new ErpCommand.ReadInvoiceSchedule(flow.key()));
        flow.send("3-" + flow.number(), "3-" + flow.number(), new ErpCommand.CancelOrder(flow.key(), "tea is out"));
        var answers = flow.replies(3);
        var schedule = ((InvoiceScheduleRead) answers.get(1).data()).schedule();
        assertThat(schedule.net()).isEqualTo(Money.of("149.70", "EUR"));
        assertThat(schedule.tax()).isEqualTo(Money.of("28.44", "EUR"));
        assertThat(schedule.installments().get(0).due()).hasToString("2026-12-23");
        assertThat(answers.get(2).data()).isInstanceOf(OrderCancelled.class);
    }

    @Test
    void shipmentAndInvoiceAreFoundByPollingAndToldOnce() {
        var flow = commands.flow();
        flow.perform(flow.createOrder());

        books.fulfil(flow.key().value());

        var told = newsUpToBilled(flow);
        var changed = ((OrderChanged) told.getLast().data()).order();
        assertThat(changed.status()).isEqualTo(OrderStatus.BILLED);
        assertThat(changed.shipped()).isOne();
        assertThat(changed.invoiced()).isEqualTo(Money.of("178.14", "EUR"));
        assertThat(told.stream()
                        .map(Envelope::data)
                        .filter(OrderChanged.class::isInstance)
                        .map(news -> ((OrderChanged) news).order().numbered(0)))
                .as("each state that the feed met on the way")
                .doesNotHaveDuplicates();
    }

    private static List<Envelope<?>> newsUpToBilled(Flow flow) {
        return topics.messagesUpTo("erp.events", flow.correlation(), ErpCommandsIT::isBilled, PATIENCE);
    }

    private static boolean isBilled(Message news) {
        return news instanceof OrderChanged changed && changed.order().status() == OrderStatus.BILLED;
    }

    /** The other way round an outage in between would keep it from being told ever. */
    @Test
    void whatTheFeedTellsIsPublishedBeforeItIsNotedAsTold() throws SQLException {
        var flow = commands.flow();
        flow.perform(flow.createOrder());
        try (var connection = Commands.database();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1 from announcement where object = 'order/books/%s' for update"
                    .formatted(flow.key().value()));
            books.fulfil(flow.key().value());

            assertThat(newsUpToBilled(flow).getLast().data()).matches(ErpCommandsIT::isBilled);
            connection.rollback();
        }
    }

    /** Somebody mistypes a number, and takes that back. */
    @Test
    void aStateThatComesBackIsNews() {
        var flow = commands.flow();
        flow.perform(flow.createOrder());
        var before = flow.answers(1).size();
        for (var number : List.of("X-" + flow.number(), "Y-" + flow.number(), "X-" + flow.number())) {
            books.renumber(flow.key().value(), number);
            topics.messagesUpTo(
                    "erp.events",
                    flow.correlation(),
                    last -> last instanceof OrderChanged changed
                            && changed.order().number().equals(number),
                    PATIENCE);
        }

        var told = flow.answers(before + 3);

        assertThat(told).hasSize(before + 3);
        assertThat(told.stream().map(news -> news.attributes().id())).doesNotHaveDuplicates();
    }

    @Test
    void anOrderThatNobodyUnderstandsHoldsUpNoOther() {
        var spoilt = commands.flow();
        var good = commands.flow();
        spoilt.perform(spoilt.createOrder());
        good.perform(good.createOrder());
        var before = spoilt.answers(1).size();

        books.renumber(spoilt.key().value(), "");
        books.fulfil(good.key().value());

        var told = newsUpToBilled(good);
        assertThat(((OrderChanged) told.getLast().data()).order().status()).isEqualTo(OrderStatus.BILLED);
        assertThat(spoilt.answers(before)).hasSize(before);
    }

    /** As while a migration has not run yet: nothing is wrong with the command. */
    @Test
    void aLedgerThatIsAwayIsWaitedFor() throws Exception {
        var flow = commands.flow();
        try (var connection = Commands.database();
                var statement = connection.createStatement()) {
            statement.execute("alter table command_ledger rename to ledger_that_is_away");
            flow.send("c-" + flow.number(), "i-" + flow.number(), flow.createOrder());
            Thread.sleep(3_000);
            statement.execute("alter table ledger_that_is_away rename to command_ledger");
        }

        assertThat(flow.replies(1).getFirst().data()).isInstanceOf(OrderCreated.class);
        assertThat(flow.created()).isOne();
        given().get("/api/v1/dead-letters?correlationId=" + flow.correlation())
                .then()
                .body("id", equalTo(List.of()));
    }

    @Test
    void anOrderThatSomebodyHasCancelledIsCancelled() {
        var flow = commands.flow();
        flow.perform(flow.createOrder());
        books.cancel(flow.key().value());

        flow.send("d-" + flow.number(), "k-" + flow.number(), new ErpCommand.CancelOrder(flow.key(), "no tea"));

        assertThat(flow.replies(2).get(1).data()).isInstanceOf(OrderCancelled.class);
    }

    @Test
    void anOrderThatTheErpDoesNotCloseIsNotCancelled() {
        var flow = commands.flow();
        flow.perform(flow.createOrder());
        vendors.answerNext("netsuite", "PATCH .*/salesOrder/", 204);

        flow.send("d-" + flow.number(), "k-" + flow.number(), new ErpCommand.CancelOrder(flow.key(), "no tea"));

        assertThat(flow.replies(2).get(1).data())
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Invalid.class));
    }

    @Test
    void creditCanBeAskedSynchronously() {
        var url = "/api/v1/connections/books/credit-checks";
        var question = Map.of("customerId", customerId, "orderTotal", Map.of("amount", "10.00", "currency", "EUR"));
        given().contentType(ContentType.JSON)
                .body(question)
                .post(url)
                .then()
                .statusCode(200)
                .body("approved", equalTo(true));
        given().contentType(ContentType.JSON)
                .body(question)
                .post("/api/v1/connections/nobody/credit-checks")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        commands.fault("status", "GET .*/customer/" + customerId, 1, 503);
        given().contentType(ContentType.JSON)
                .body(question)
                .post(url)
                .then()
                .statusCode(503)
                .header("Retry-After", "5")
                .contentType("application/problem+json");
    }
}
