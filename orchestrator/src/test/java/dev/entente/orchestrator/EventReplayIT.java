package dev.entente.orchestrator;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.ErpEvent.CustomerEnsured;
import dev.entente.contracts.message.ErpEvent.OrderPriced;
import dev.entente.contracts.model.Money;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** Events of the past, read from a real Kafka and handed to the workflows again. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class EventReplayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant BEGIN = Instant.now();

    private static Topics topics;

    @BeforeAll
    static void connect() {
        topics = new Topics(Foundation.topology().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        topics.close();
    }

    @Test
    void whatAnOldBackupHasForgottenIsMadeUpForAndNothingIsDoneTwice() throws SQLException {
        var deal = ensuringCustomer();
        var command = commandIds(deal, 1).getFirst();

        restoreABackupOfBefore(deal);
        replay(deal, true)
                .body("counts", equalTo(Map.of("changed", 1)))
                .body("changes.businessKey", equalTo(List.of(deal.subject())))
                .body(
                        "changes[0].changes.find { it.field == 'quote-to-cash.state' }.written",
                        equalTo("EnsuringCustomer"))
                .body("commands", equalTo(Map.of("dev.entente.customer.ensure.v1", 1)))
                .body("next", equalTo(""));
        given().get("/api/v1/instances/" + deal.instance()).then().statusCode(404);

        replay(deal, false).body("counts", equalTo(Map.of("changed", 1)));
        deal.awaitState("EnsuringCustomer");
        assertThat(commandIds(deal, 2))
                .as("the same command, for the adapter to recognise")
                .containsOnly(command);
        given().get("/api/v1/instances/" + deal.instance())
                .then()
                .body("history[0].who", equalTo("ada: the backup was of yesterday"));

        replay(deal, false).body("counts", equalTo(Map.of("duplicate", 1)));
    }

    @Test
    void anAnswerThatMetNobodyCountsOnceItsInstanceIsThereAgain() throws SQLException {
        var deal = ensuringCustomer();
        var ensured = new CustomerEnsured("815");
        var answer = deal.answer("ensured-" + deal.id(), ensured, command(deal));
        restoreABackupOfBefore(deal);

        topics.send("erp.events", answer, ensured);
        // Behind the answer on the same partition: when this one counts, the answer has been dealt with.
        topics.send("erp.events", deal.attributes("won-again-" + deal.id(), deal.won(), null), deal.won());
        deal.awaitState("EnsuringCustomer");
        topics.send("erp.events", answer, ensured);

        deal.awaitState("PricingOrder");
    }

    @Test
    void anAnswerToAStepThatIsLostCountsOnceItIsThatStepsTurnAgain() throws SQLException {
        var deal = ensuringCustomer();
        var ensured = new CustomerEnsured("815");
        var first = deal.answer("ensured-" + deal.id(), ensured, command(deal));
        topics.send("erp.events", first, ensured);
        deal.awaitState("PricingOrder");
        var priced = new OrderPriced(List.of(Money.of("49.90", "EUR")), List.of("19"));
        var second = deal.answer("priced-" + deal.id(), priced, lastCommand(deal, 2));
        restoreABackupOfBefore(deal);
        deal.send(topics, "won-again-" + deal.id(), deal.won());
        deal.awaitState("EnsuringCustomer");

        topics.send("erp.events", second, priced);
        topics.send("erp.events", first, ensured);
        deal.awaitState("PricingOrder");
        topics.send("erp.events", second, priced);

        deal.awaitState("CheckingCredit");
    }

    /** Letters are lost with the database that kept them, and nobody else knows what nobody could deal with. */
    @Test
    void whatCannotBeDealtWithIsTheDeadLetterThatItWas() throws SQLException {
        var deal = Deal.fresh();
        topics.send(
                "crm.events",
                deal.subject(),
                CloudEventHeaders.write(deal.attributes("spoilt-" + deal.id(), deal.won(), null)),
                "no json".getBytes(StandardCharsets.UTF_8));
        var letter = awaitLetter(deal);
        execute("delete from dead_letter where correlation_id = ?", deal.correlation());

        replay(deal, true).body("counts", equalTo(Map.of("unreadable", 1)));
        assertThat(letters(deal)).isEmpty();

        replay(deal, false).body("counts", equalTo(Map.of("unreadable", 1)));
        assertThat(awaitLetter(deal)).isEqualTo(letter);
        replay(deal, false);
        given().get("/api/v1/dead-letters/" + letter).then().body("letter.attempts", equalTo(1));
    }

    private static List<String> letters(Deal deal) {
        return given().get("/api/v1/dead-letters?correlationId=" + deal.correlation())
                .jsonPath()
                .getList("id");
    }

    private static String awaitLetter(Deal deal) {
        var until = Instant.now().plus(PATIENCE);
        while (letters(deal).isEmpty()) {
            assertThat(Instant.now()).isBefore(until);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return letters(deal).getFirst();
    }

    @Test
    void aRangeIsReadPageByPage() {
        var deal = Deal.fresh();
        for (int number = 1; number <= 3; number++) {
            deal.send(topics, "won-" + number + "-" + deal.id(), deal.won());
        }
        deal.awaitState("AwaitingMappings");

        var seen = 0;
        String position = null;
        String to = null;
        do {
            var page = replay(deal, true, position, to, 2).extract();
            assertThat(page.<Integer>path("read")).isLessThanOrEqualTo(2);
            Map<String, Integer> counts = page.path("counts");
            seen += counts.values().stream().mapToInt(Integer::intValue).sum();
            position = page.path("next");
            to = page.path("to");
        } while (!position.isEmpty());

        assertThat(seen).isEqualTo(3);
    }

    @Test
    void whatIsTooOldOrNoPositionIsRefused() {
        given().contentType(ContentType.JSON)
                .body(Map.of("from", BEGIN.minus(Duration.ofDays(14)).toString(), "who", "ada", "why", "a test"))
                .post("/api/v1/event-replays")
                .then()
                .statusCode(400)
                .body("detail", containsString("13 days"));
        given().contentType(ContentType.JSON)
                .body(Map.of("from", BEGIN.toString(), "position", "erp.commands/0=1", "who", "ada", "why", "a test"))
                .post("/api/v1/event-replays")
                .then()
                .statusCode(400)
                .body("detail", containsString("'to'"));
        given().contentType(ContentType.JSON)
                .body(Map.of(
                        "from", BEGIN.toString(),
                        "to", BEGIN.plusSeconds(1).toString(),
                        "position", "erp.commands/0=1",
                        "who", "ada",
                        "why", "a test"))
                .post("/api/v1/event-replays")
                .then()
                .statusCode(400)
                .body("detail", containsString("erp.commands/0=1"));
    }

    @Test
    void eventsOfSeveralTopicsComeInTheOrderOfTheirTime() throws SQLException {
        var deal = ensuringCustomer();
        var command = command(deal);
        var ensured = new CustomerEnsured("815");
        topics.send("erp.events", deal.answer("ensured-" + deal.id(), ensured, command), ensured);
        deal.awaitState("PricingOrder");

        restoreABackupOfBefore(deal);
        replay(deal, false).body("counts", equalTo(Map.of("changed", 2)));

        deal.awaitState("PricingOrder");
    }

    private static Deal ensuringCustomer() {
        return Deal.fresh().ensuringCustomer(topics);
    }

    /** The only one so far. */
    private static Attributes command(Deal deal) {
        return lastCommand(deal, 1);
    }

    private static Attributes lastCommand(Deal deal, int expected) {
        return topics.messages("erp.commands", deal.correlation(), expected, PATIENCE)
                .getLast()
                .attributes();
    }

    private static ValidatableResponse replay(Deal deal, boolean preview) {
        return replay(deal, preview, null, null, 1000);
    }

    private static ValidatableResponse replay(Deal deal, boolean preview, String position, String to, int most) {
        var request = new HashMap<String, Object>();
        request.put("from", BEGIN.minusSeconds(60).toString());
        request.put("businessKey", deal.subject());
        request.put("position", position);
        request.put("to", to);
        request.put("most", most);
        request.put("preview", preview);
        request.put("who", "ada");
        request.put("why", "the backup was of yesterday");
        return given().contentType(ContentType.JSON)
                .body(request)
                .post("/api/v1/event-replays")
                .then()
                .statusCode(200);
    }

    private static List<String> commandIds(Deal deal, int expected) {
        return topics.read("erp.commands", record -> isOf(deal, record), expected, PATIENCE).stream()
                .map(record -> Topics.headers(record).get("ce_id"))
                .toList();
    }

    private static boolean isOf(Deal deal, ConsumerRecord<String, byte[]> record) {
        return deal.correlation().equals(Topics.headers(record).get("ce_correlationid"));
    }

    private static void restoreABackupOfBefore(Deal deal) throws SQLException {
        execute("delete from workflow_history where instance_id = ?", deal.instance());
        execute("delete from workflow_instance where id = ?", deal.instance());
        execute("delete from inbox where correlation_id = ?", deal.correlation());
    }

    private static void execute(String statement, String value) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        Foundation.topology().jdbcUrl("entente_orchestrator"), "entente", "entente");
                var prepared = connection.prepareStatement(statement)) {
            prepared.setString(1, value);
            prepared.executeUpdate();
        }
    }
}
