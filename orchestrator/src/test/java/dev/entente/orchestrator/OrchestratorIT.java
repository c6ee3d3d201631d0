package dev.entente.orchestrator;

import dev.entente.contracts.Samples;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.CrmEvent.OpportunityRefused;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.contracts.message.Envelope;
import dev.entente.contracts.message.ErpCommand.EnsureCustomer;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Opportunity;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
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
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

/** The orchestrator with a real PostgreSQL and a real Kafka. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class OrchestratorIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger DEALS = new AtomicInteger();

    private static Topics topics;

    @BeforeAll
    static void connect() {
        topics = new Topics(Foundation.topology().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        topics.close();
    }

    /** A deal of its own for each test. */
    private record Deal(String id, String product) {

        static Deal fresh() {
            var number = DEALS.incrementAndGet();
            return new Deal("deal-" + number, "SKU-" + number);
        }

        ObjectReference reference() {
            return new ObjectReference("emea", id);
        }

        String correlation() {
            return Identifiers.correlation("emea", "opportunity", id);
        }

        String instance() {
            return Instance.idOf("quote-to-cash", subject());
        }

        String subject() {
            return "opportunity/emea/" + id;
        }

        OpportunityWon won() {
            var sample = Samples.opportunity();
            var line = sample.lines().get(0);
            return new OpportunityWon(new Opportunity(
                    reference(),
                    sample.name(),
                    sample.customer(),
                    sample.closedOn(),
                    sample.currency(),
                    List.of(new dev.entente.contracts.model.OpportunityLine(
                            product, line.description(), line.quantity(), line.unitPrice()))));
        }

        Attributes attributes(String messageId, Event event, String causationId) {
            return new Attributes(
                    messageId,
                    "/test",
                    MessageCatalogue.typeOf(event),
                    subject(),
                    Instant.now(),
                    correlation(),
                    causationId,
                    "emea",
                    "eu",
                    1,
                    null,
                    null,
                    null);
        }
    }

    private static void send(Deal deal, String messageId, Event event) {
        topics.send("crm.events", deal.attributes(messageId, event, null), event);
    }

    private static void map(Deal deal) {
        given().contentType(ContentType.JSON)
                .body(Map.of("productCode", "TEAPOT", "supportTier", "gold", "term", "P1Y", "updatedBy", "test"))
                .put("/api/v1/reference-data/product-mappings/emea/" + deal.product())
                .then()
                .statusCode(200);
        given().contentType(ContentType.JSON)
                .body(Map.of("priceLevel", "1", "updatedBy", "test"))
                .put("/api/v1/reference-data/price-mappings/TEAPOT/EUR")
                .then()
                .statusCode(200);
    }

    private static void awaitState(Deal deal, String state) {
        var until = Instant.now().plus(PATIENCE);
        while (true) {
            var response = given().get("/api/v1/instances/" + deal.instance());
            if (response.statusCode() == 200 && state.equals(response.path("instance.state"))) {
                return;
            }
            assertThat(Instant.now())
                    .as("%s in %s: %s", deal, state, response.asString())
                    .isBefore(until);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    @Test
    void aMessageDeliveredTwiceIsDealtWithOnce() {
        var deal = Deal.fresh();
        map(deal);
        var id = UUID.randomUUID().toString();

        send(deal, id, deal.won());
        send(deal, id, deal.won());
        awaitState(deal, "EnsuringCustomer");

        assertThat(topics.messages("erp.commands", deal.correlation(), 1, PATIENCE))
                .singleElement()
                .extracting(Envelope::data)
                .isInstanceOf(EnsureCustomer.class);
        given().get("/api/v1/instances/" + deal.instance())
                .then()
                .body("history.findAll { it.messageId == '" + id + "' && it.trigger == 'OpportunityWon' }", hasSize(1));
    }

    @Test
    void everyCommandCarriesTheCorrelationTheCauseAndExactlyOneTraceparent() {
        var deal = Deal.fresh();
        map(deal);
        send(deal, "won-" + deal.id(), deal.won());
        awaitState(deal, "EnsuringCustomer");

        var record = topics.read(
                        "erp.commands",
                        one -> deal.correlation().equals(Topics.headers(one).get("ce_correlationid")),
                        1,
                        PATIENCE)
                .get(0);

        assertThat(record.key()).isEqualTo(deal.subject());
        assertThat(Topics.headers(record))
                .containsEntry("ce_causationid", "won-" + deal.id())
                .containsEntry("ce_connection", "books")
                .containsEntry("ce_region", "eu")
                .containsEntry("ce_hops", "2");
        assertThat(record.headers().headers("traceparent")).hasSize(1);
    }

    @Test
    void instancesWrittenByManyAtOnceLoseNoStep() throws Exception {
        var deal = Deal.fresh();
        send(deal, "won-" + deal.id(), deal.won());
        awaitState(deal, "AwaitingMappings");
        var before = stepSequence(deal);

        var retries = 24;
        var done = new AtomicInteger();
        try (var executor = Executors.newFixedThreadPool(8)) {
            IntStream.range(0, retries)
                    .forEach(number -> executor.submit(() -> {
                        var status = given().contentType(ContentType.JSON)
                                .body(Map.of("who", "ada", "why", "race " + number))
                                .post("/api/v1/instances/" + deal.instance() + "/retry")
                                .statusCode();
                        if (status == 200) {
                            done.incrementAndGet();
                        }
                    }));
        }

        assertThat(done.get()).isEqualTo(retries);
        assertThat(stepSequence(deal)).isEqualTo(before + retries);
    }

    private static int stepSequence(Deal deal) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        Foundation.topology().jdbcUrl("entente_orchestrator"), "entente", "entente");
                var query = connection.prepareStatement("select step_sequence from workflow_instance where id = ?")) {
            query.setString(1, deal.instance());
            try (var rows = query.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getInt(1);
            }
        }
    }

    @Test
    void anUnreadableRecordBecomesADeadLetterAndItsNeighboursGoOn() {
        var deal = Deal.fresh();
        map(deal);
        var won = deal.won();
        var headers = dev.entente.contracts.message.CloudEventHeaders.write(
                deal.attributes("poison-" + deal.id(), won, null));
        topics.send("crm.events", deal.subject(), headers, "no json".getBytes(StandardCharsets.UTF_8));
        topics.send("crm.events", deal.subject(), Map.of(), new byte[] {(byte) 0xff, 0});
        send(deal, "won-" + deal.id(), won);

        awaitState(deal, "EnsuringCustomer");
        var letters = topics.read("crm.deadletters", record -> deal.subject().equals(record.key()), 2, PATIENCE);
        assertThat(letters).hasSize(2);
        assertThat(Topics.headers(letters.get(0)))
                .containsEntry("dlq-reason", "the payload is not JSON")
                .containsEntry("ce_id", "poison-" + deal.id())
                .containsEntry("dlq-topic", "crm.events");
        assertThat(letters.get(0).value()).asString(StandardCharsets.UTF_8).isEqualTo("no json");
        assertThat(letters.get(1).value()).containsExactly((byte) 0xff, 0);
    }

    @Test
    void aDeadLetterIsReplayedUntilItIsRightAndThenCounts() {
        var deal = Deal.fresh();
        map(deal);
        var headers = dev.entente.contracts.message.CloudEventHeaders.write(
                deal.attributes("poison-" + deal.id(), deal.won(), null));
        topics.send("crm.events", deal.subject(), headers, "no json".getBytes(StandardCharsets.UTF_8));
        var letter = awaitLetter(deal, "WAITING", 1);
        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.reason", equalTo("the payload is not JSON"))
                .body("letter.key", equalTo(deal.subject()))
                .body("headers.ce_id", equalTo("poison-" + deal.id()))
                .body("payload", equalTo("no json"));

        var as = Map.of("who", "ada", "why", "perhaps it is better now");
        var many = Map.of("correlationId", deal.correlation(), "who", "ada", "why", "perhaps it is better now");
        post("/api/v1/dead-letters/replays", many, 200)
                .body("preview", equalTo(true))
                .body("letters.id", equalTo(List.of(letter)))
                .body("results", hasSize(0));
        post("/api/v1/dead-letters/" + letter + "/replay", as, 200).body("outcome", equalTo("replayed"));
        assertThat(awaitLetter(deal, "WAITING", 2)).as("it came back").isEqualTo(letter);

        var edited = Map.of(
                "who", "ada",
                "why", "typed it again",
                "payload", new String(ContractJson.write(deal.won()), StandardCharsets.UTF_8));
        post("/api/v1/dead-letters/" + letter + "/replay", edited, 200).body("outcome", equalTo("replayed"));
        awaitState(deal, "EnsuringCustomer");
        post("/api/v1/dead-letters/" + letter + "/replay", as, 409)
                .body("type", equalTo("urn:entente:problem:not-possible-now"));
        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.status", equalTo("REPLAYED"))
                .body("letter.attempts", equalTo(2))
                .body("letter.decidedBy", equalTo("ada"))
                .body("payload", equalTo("no json"));
    }

    @Test
    void aDeadLetterThatNobodyWantsIsDiscardedWithTheReason() {
        var deal = Deal.fresh();
        var headers = dev.entente.contracts.message.CloudEventHeaders.write(
                deal.attributes("poison-" + deal.id(), deal.won(), null));
        topics.send("crm.events", deal.subject(), headers, new byte[] {'{', 0});
        var letter = awaitLetter(deal, "WAITING", 1);

        post("/api/v1/dead-letters/" + letter + "/discard", Map.of("who", "ada", "why", "a test of theirs"), 200)
                .body("outcome", equalTo("discarded"));
        given().get("/api/v1/dead-letters?status=DISCARDED&correlationId=" + deal.correlation())
                .then()
                .body("decidedWhy", equalTo(List.of("a test of theirs")));
        given().get("/api/v1/dead-letters/nothing").then().statusCode(404);
    }

    private static ValidatableResponse post(String path, Map<String, String> body, int status) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(path)
                .then()
                .statusCode(status);
    }

    private static String awaitLetter(Deal deal, String status, int attempts) {
        var path = "/api/v1/dead-letters?status=" + status + "&correlationId=" + deal.correlation();
        var until = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(until)) {
            var found = given().get(path).jsonPath();
            if (found.getList("id").size() == 1 && found.getInt("[0].attempts") == attempts) {
                return found.getString("[0].id");
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        throw new AssertionError("no dead letter of " + deal.subject() + " with " + attempts + " attempts");
    }

    @Test
    void aMissingMappingParksTheDealAndAddingItReleasesIt() {
        var deal = Deal.fresh();
        send(deal, "won-" + deal.id(), deal.won());
        awaitState(deal, "AwaitingMappings");
        given().get("/api/v1/instances/" + deal.instance())
                .then()
                .body("instance.status", equalTo("PARKED"))
                .body("instance.parked.kind", equalTo("missing"))
                .body("instance.parked.reason", containsString("product:emea:" + deal.product()))
                .body("instance.moneyHeld", equalTo("149.70 EUR"))
                .body("instance.correlationId", equalTo(deal.correlation()));

        map(deal);

        awaitState(deal, "EnsuringCustomer");
    }

    @Test
    void aTransientFailureIsTriedAgainWithTheSameIntentAndAnotherId() {
        var deal = Deal.fresh();
        map(deal);
        send(deal, "won-" + deal.id(), deal.won());
        var first =
                topics.messages("erp.commands", deal.correlation(), 1, PATIENCE).get(0);

        var failed = new CommandFailed(new Failure.Transient("the ERP does not answer"));
        topics.send(
                "erp.events",
                deal.attributes(
                        "failed-" + deal.id(), failed, first.attributes().id()),
                failed);

        var commands = topics.messages("erp.commands", deal.correlation(), 2, PATIENCE);
        assertThat(commands).hasSize(2);
        assertThat(commands.get(1).attributes().intent())
                .isEqualTo(first.attributes().intent());
        assertThat(commands.get(1).attributes().id())
                .isNotEqualTo(first.attributes().id());
        assertThat(commands.get(1).data()).isEqualTo(first.data());
    }

    @Test
    void operatorsFindInspectRetryAndCancel() {
        var deal = Deal.fresh();
        send(deal, "refused-" + deal.id(), new OpportunityRefused(deal.reference(), "the deal has no company"));
        awaitState(deal, "CorrectingOpportunity");

        given().get("/api/v1/instances?status=PARKED&correlationId=" + deal.correlation())
                .then()
                .body("total", equalTo(1))
                .body("items[0].parked.owner", equalTo("sales operations"));
        given().contentType(ContentType.JSON)
                .body(Map.of("who", "ada", "why", "gave it a company"))
                .post("/api/v1/instances/" + deal.instance() + "/retry")
                .then()
                .statusCode(200);
        assertThat(topics.messages("crm.commands", deal.correlation(), 1, PATIENCE))
                .hasSize(1);
        given().contentType(ContentType.JSON)
                .body(Map.of("who", "ada", "why", "never mind"))
                .post("/api/v1/instances/" + deal.instance() + "/cancel")
                .then()
                .statusCode(200);
        given().get("/api/v1/instances/" + deal.instance())
                .then()
                .body("instance.status", equalTo("CANCELLED"))
                .body("history[-1].who", equalTo("ada"))
                .body("history[-1].toState", equalTo("Cancelled"));
        given().contentType(ContentType.JSON)
                .body(Map.of("who", "ada", "why", "again"))
                .post("/api/v1/instances/" + deal.instance() + "/cancel")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("correlationId", notNullValue());
    }

    @Test
    void operatorsPauseResumeAndCorrect() {
        var deal = Deal.fresh();
        map(deal);
        send(deal, "won-" + deal.id(), deal.won());
        awaitState(deal, "EnsuringCustomer");
        var ensure =
                topics.messages("erp.commands", deal.correlation(), 1, PATIENCE).getFirst();
        intervene(deal, "pause", Map.of("who", "ada", "why", "the ERP is being moved"))
                .statusCode(200);
        topics.send(
                "erp.events",
                ensure.attributes()
                        .answer("failed-" + deal.id(), "/test", "dev.entente.command.failed.v1", Instant.now()),
                new CommandFailed(new Failure.Invalid("the name is too long")));
        awaitNote(deal, "tried again when resumed");
        given().get("/api/v1/instances/" + deal.instance()).then().body("instance.status", equalTo("PAUSED"));

        int step = given().get("/api/v1/instances/" + deal.instance() + "/data").path("step");
        Map<String, Object> data = given().get("/api/v1/instances/" + deal.instance() + "/data")
                .then()
                .statusCode(200)
                .body("state", equalTo("EnsuringCustomer"))
                .extract()
                .path("data");
        correct(deal, step, Map.of("lines", List.of()))
                .statusCode(400)
                .body("type", equalTo("urn:entente:problem:unreadable-data"))
                .body("detail", equalTo("opportunity is missing"));
        var more = new HashMap<>(data);
        more.put("nonsense", true);
        correct(deal, step, more).statusCode(400).body("detail", equalTo("nonsense is not known"));
        correct(deal, step, withCustomerNamed(data, "Teapots")).statusCode(200);
        intervene(deal, "skip", Map.of("who", "ada", "why", "no")).statusCode(409);
        intervene(deal, "resume", Map.of("who", "ada", "why", "it is there again"))
                .statusCode(200);

        var commands = topics.messages("erp.commands", deal.correlation(), 2, PATIENCE);
        assertThat(((EnsureCustomer) commands.getLast().data()).customer().name())
                .isEqualTo("Teapots");
        assertThat(commands.getLast().attributes().intent())
                .isNotEqualTo(ensure.attributes().intent());
        given().get("/api/v1/instances/" + deal.instance())
                .then()
                .body("instance.status", equalTo("ACTIVE"))
                .body("history.who", hasItems("ada"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> withCustomerNamed(Map<String, Object> data, String name) {
        var opportunity = (Map<String, Object>) data.get("opportunity");
        ((Map<String, Object>) opportunity.get("customer")).put("name", name);
        return data;
    }

    private static ValidatableResponse intervene(Deal deal, String action, Map<String, Object> body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/instances/" + deal.instance() + "/" + action)
                .then();
    }

    private static ValidatableResponse correct(Deal deal, int step, Map<String, Object> data) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("who", "ada", "why", "shortened", "step", step, "data", data))
                .put("/api/v1/instances/" + deal.instance() + "/data")
                .then();
    }

    private static void awaitNote(Deal deal, String part) {
        var until = Instant.now().plus(PATIENCE);
        while (!String.valueOf(
                        given().get("/api/v1/instances/" + deal.instance()).<Object>path("history.note"))
                .contains(part)) {
            assertThat(Instant.now()).as("%s noted of %s", part, deal).isBefore(until);
        }
    }

    @Test
    void operatorsActOnManyAfterSeeingWhatItWouldDo() {
        var parked = List.of(Deal.fresh(), Deal.fresh());
        var finished = Deal.fresh();
        for (var deal : List.of(parked.get(0), parked.get(1), finished)) {
            send(deal, "refused-" + deal.id(), new OpportunityRefused(deal.reference(), "the deal has no company"));
            awaitState(deal, "CorrectingOpportunity");
        }
        act("CANCEL", List.of(finished), false).body("counts.changed", equalTo(1));
        var all = List.of(parked.get(0), parked.get(1), finished);

        act("RETRY", all, true)
                .body("preview", equalTo(true))
                .body("counts", equalTo(Map.of("changed", 2, "refused", 1)))
                .body("items.find { it.outcome == 'changed' }.stateAfter", equalTo("CorrectingOpportunity"))
                .body(
                        "items.find { it.outcome == 'changed' }.commands",
                        equalTo(List.of("dev.entente.opportunity.read.v1")));
        parked.forEach(deal -> given().get("/api/v1/instances/" + deal.instance())
                .then()
                .body("instance.attempt", equalTo(0))
                .body("history", hasSize(1)));

        act("RETRY", all, false).body("counts", equalTo(Map.of("changed", 2, "refused", 1)));
        for (var deal : parked) {
            assertThat(topics.messages("crm.commands", deal.correlation(), 1, PATIENCE))
                    .hasSize(1);
            given().get("/api/v1/instances/" + deal.instance())
                    .then()
                    .body("history[-1].who", equalTo("ada"))
                    .body("history[-1].note", containsString("cleaning up"));
        }
        given().contentType(ContentType.JSON)
                .body(Map.of("action", "CANCEL", "filter", Map.of(), "who", "ada", "why", "all of them"))
                .post("/api/v1/instances/actions")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:entente:problem:filter-too-wide"));
    }

    private static ValidatableResponse act(String action, List<Deal> deals, boolean preview) {
        return given().contentType(ContentType.JSON)
                .body(Map.of(
                        "action",
                        action,
                        "filter",
                        Map.of("ids", deals.stream().map(Deal::instance).toList(), "inStateFor", "PT0S"),
                        "preview",
                        preview,
                        "who",
                        "ada",
                        "why",
                        "cleaning up"))
                .post("/api/v1/instances/actions")
                .then()
                .statusCode(200);
    }

    @Test
    void whatCannotBeAnsweredIsAProblemWithACorrelationId() {
        given().get("/api/v1/instances/nobody")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:entente:problem:unknown-instance"))
                .body("correlationId", notNullValue());
        given().contentType(ContentType.JSON)
                .body("{\"who\":\"\"}")
                .post("/api/v1/instances/nobody/retry")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
        given().contentType(ContentType.JSON)
                .body("{")
                .post("/api/v1/instances/nobody/retry")
                .then()
                .statusCode(400);
        given().contentType(ContentType.JSON)
                .body(Map.of("priceLevel", "1", "updatedBy", "test"))
                .put("/api/v1/reference-data/price-mappings/TEAPOT/QQQ")
                .then()
                .statusCode(400)
                .body("detail", equalTo("unknown currency 'QQQ'"));
    }
}
