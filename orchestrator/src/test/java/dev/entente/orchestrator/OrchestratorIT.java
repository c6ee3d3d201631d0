package dev.entente.orchestrator;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.CrmEvent.OpportunityRefused;
import dev.entente.contracts.message.CrmEvent.OpportunityReopened;
import dev.entente.contracts.message.Envelope;
import dev.entente.contracts.message.ErpCommand.EnsureCustomer;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
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

    @Inject
    Scheduler scheduler;

    @BeforeAll
    static void connect() {
        topics = new Topics(Foundation.topology().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        topics.close();
    }

    @Test
    void aMessageDeliveredTwiceIsDealtWithOnce() {
        var deal = Deal.fresh();
        deal.map();
        var id = UUID.randomUUID().toString();

        deal.send(topics, id, deal.won());
        deal.send(topics, id, deal.won());
        deal.awaitState("EnsuringCustomer");

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
        deal.map();
        deal.send(topics, "won-" + deal.id(), deal.won());
        deal.awaitState("EnsuringCustomer");

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
        deal.send(topics, "won-" + deal.id(), deal.won());
        deal.awaitState("AwaitingMappings");
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

    private static Connection database() throws SQLException {
        return DriverManager.getConnection(Foundation.topology().jdbcUrl("entente_orchestrator"), "entente", "entente");
    }

    private static int stepSequence(Deal deal) throws SQLException {
        try (var connection = database();
                var query = connection.prepareStatement("select step_sequence from workflow_instance where id = ?")) {
            query.setString(1, deal.instance());
            try (var rows = query.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getInt(1);
            }
        }
    }

    @Test
    void aMissingMappingParksTheDealAndAddingItReleasesIt() throws Exception {
        var deal = Deal.fresh();
        deal.send(topics, "won-" + deal.id(), deal.won());
        deal.awaitState("AwaitingMappings");
        given().get("/api/v1/instances/" + deal.instance())
                .then()
                .body("instance.status", equalTo("PARKED"))
                .body("instance.parked.kind", equalTo("missing"))
                .body("instance.parked.reason", containsString("product:emea:" + deal.product()))
                .body("instance.moneyHeld", equalTo("149.70 EUR"))
                .body("instance.correlationId", equalTo(deal.correlation()));

        deal.map();

        deal.awaitState("EnsuringCustomer");
        assertThat(Letters.execute("delete from instance_need where instance_id = ?", deal.instance()))
                .as("what it is still noted to lack")
                .isZero();
    }

    /** And the answer says how many go on, not how many were waiting. */
    @Test
    void aDealThatLacksTwoThingsWaitsForTheSecond() {
        var deals = List.of(Deal.fresh(), Deal.fresh());
        var code = "CODE-" + deals.getFirst().id();
        for (var deal : deals) {
            deal.send(topics, "won-" + deal.id(), deal.won());
            deal.awaitState("AwaitingMappings");
            put("product-mappings/emea/" + deal.product(), Map.of("productCode", code, "updatedBy", "test"))
                    .body("released", equalTo(0));
        }

        // The sweep would release them in between.
        scheduler.pause();
        try {
            put("price-mappings/" + code + "/EUR", Map.of("priceLevel", "1", "updatedBy", "test"))
                    .body("released", equalTo(2));
        } finally {
            scheduler.resume();
        }

        deals.forEach(deal -> deal.awaitState("EnsuringCustomer"));
    }

    @Test
    void aDealWhoseProductWasMappedWronglyGoesOnWhenThatIsCorrected() {
        var deal = Deal.fresh();
        var wrong = Map.of("productCode", "WRONG-" + deal.id(), "updatedBy", "test");
        put("product-mappings/emea/" + deal.product(), wrong).body("released", equalTo(0));
        put("price-mappings/RIGHT-" + deal.id() + "/EUR", Map.of("priceLevel", "1", "updatedBy", "test"));
        deal.send(topics, "won-" + deal.id(), deal.won());
        deal.awaitState("AwaitingMappings");

        put("product-mappings/emea/" + deal.product(), Map.of("productCode", "RIGHT-" + deal.id(), "updatedBy", "test"))
                .body("released", equalTo(1));

        deal.awaitState("EnsuringCustomer");
    }

    private static ValidatableResponse put(String what, Map<String, String> body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .put("/api/v1/reference-data/" + what)
                .then()
                .statusCode(200);
    }

    /** Its routes were taken away while it waited to be tried again. */
    @Test
    void whatHasNoWayToGoIsParkedWhenItIsTriedAgain() throws SQLException {
        var deal = Deal.fresh().ensuringCustomer(topics);
        deal.answer(topics, 1, new CommandFailed(new Failure.Throttled("too many at once", Duration.ofMinutes(5))));
        deal.awaitHistory("CommandFailed");
        try (var connection = database();
                var moved = connection.prepareStatement(
                        "update workflow_instance set connection = 'gone', due_at = now() where id = ?")) {
            moved.setString(1, deal.instance());
            assertThat(moved.executeUpdate()).isOne();
        }

        deal.awaitHistory("TimeCame");
        given().get("/api/v1/instances/" + deal.instance())
                .then()
                .body("instance.status", equalTo("PARKED"))
                .body("instance.parked.reason", containsString("no entente.routes.gone is configured"));
    }

    /** As after a crash that came between the mapping and what it releases; many before it do not go on, as when only a newer version can read them. */
    @Test
    void aMappingThatReleasedNothingDoesSoLater() throws SQLException {
        var deal = Deal.fresh();
        deal.send(topics, "won-" + deal.id(), deal.won());
        deal.awaitState("AwaitingMappings");

        try (var connection = database();
                var others = connection.createStatement();
                var product = connection.prepareStatement(
                        "insert into product_mapping (connection, product_key, product_code, updated_by)"
                                + " values ('emea', ?, 'TEAPOT', 'test')");
                var price = connection.prepareStatement(
                        "insert into price_mapping (product_code, currency, price_level, updated_by)"
                                + " values ('TEAPOT', 'EUR', '1', 'test') on conflict do nothing")) {
            price.executeUpdate();
            others.execute("insert into instance_need select '0-' || number, 'product:emea:" + deal.product()
                    + "' from generate_series(1, 600) as number");
            product.setString(1, deal.product());
            product.executeUpdate();
        }

        deal.awaitState("EnsuringCustomer");
        try (var connection = database();
                var others = connection.createStatement()) {
            assertThat(others.executeUpdate("delete from instance_need where instance_id like '0-%'"))
                    .as("those that lack nothing any more and do not go on")
                    .isEqualTo(600);
        }
    }

    @Test
    void aTransientFailureIsTriedAgainWithTheSameIntentAndAnotherId() {
        var deal = Deal.fresh();
        deal.map();
        deal.send(topics, "won-" + deal.id(), deal.won());
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
        refuse(deal);

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
        deal.map();
        deal.send(topics, "won-" + deal.id(), deal.won());
        deal.awaitState("EnsuringCustomer");
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
        intervene(deal, "skip", Map.of("who", "ada", "why", "no", "state", "EnsuringCustomer"))
                .statusCode(409);
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

    private static void refuse(Deal deal) {
        deal.send(topics, "refused-" + deal.id(), new OpportunityRefused(deal.reference(), "the deal has no company"));
        deal.awaitState("CorrectingOpportunity");
    }

    @Test
    void newsOlderThanWhatAnInstanceActsOnChangesNothingAlthoughNobodyRemembersIt() {
        var deal = Deal.fresh();
        deal.send(topics, "second-" + deal.id(), deal.won().numbered(2L));
        deal.awaitState("AwaitingMappings");

        deal.send(topics, "first-" + deal.id(), new OpportunityReopened(deal.reference(), "contractsent", 1L));

        awaitNote(deal, "older than what it acts on");
        deal.awaitState("AwaitingMappings");
        deal.send(topics, "third-" + deal.id(), new OpportunityReopened(deal.reference(), "closedlost", 3L));
        deal.awaitState("Cancelled");
    }

    @Test
    void operatorsActOnManyAfterSeeingWhatItWouldDo() {
        var parked = List.of(Deal.fresh(), Deal.fresh());
        var finished = Deal.fresh();
        for (var deal : List.of(parked.get(0), parked.get(1), finished)) {
            refuse(deal);
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

    @Test
    void operatorsTellManyWhatTheirWorkflowHasAWordFor() {
        var deals = List.of(Deal.fresh(), Deal.fresh());
        for (var deal : deals) {
            refuse(deal);
        }
        given().get("/api/v1/workflows/quote-to-cash/signals")
                .then()
                .statusCode(200)
                .body("name", hasItems("cancel", "read-again"));
        given().get("/api/v1/workflows/nonsense/signals").then().statusCode(404);

        signal("nonsense", deals, false)
                .statusCode(400)
                .body("type", equalTo("urn:entente:problem:unknown-signal"))
                .body("detail", containsString("it knows cancel, read-again"));
        signal("read-again", deals, true)
                .statusCode(200)
                .body("counts", equalTo(Map.of("changed", 2)))
                .body("items.stateAfter", hasItems("ReadingOpportunity"));
        deals.forEach(deal -> deal.awaitState("CorrectingOpportunity"));

        signal("read-again", deals, false).statusCode(200).body("counts", equalTo(Map.of("changed", 2)));
        for (var deal : deals) {
            assertThat(topics.messages("crm.commands", deal.correlation(), 1, PATIENCE))
                    .hasSize(1);
            given().get("/api/v1/instances/" + deal.instance())
                    .then()
                    .body("instance.state", equalTo("ReadingOpportunity"))
                    .body("history[-1].who", equalTo("ada"))
                    .body("history[-1].note", containsString("signalled by ada: restored"));
        }
        intervene(deals.getFirst(), "signals/read-again", Map.of("who", "ada", "why", "twice"))
                .statusCode(409);
        intervene(deals.getFirst(), "signals/cancel", Map.of("who", "ada", "why", "no tea"))
                .statusCode(200);
        deals.getFirst().awaitState("Cancelled");
        given().contentType(ContentType.JSON)
                .body(Map.of(
                        "action", "SIGNAL", "filter", Map.of("state", "Cancelled"), "who", "ada", "why", "which one?"))
                .post("/api/v1/instances/actions")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:entente:problem:signal-unclear"));
    }

    private static ValidatableResponse signal(String signal, List<Deal> deals, boolean preview) {
        return given().contentType(ContentType.JSON)
                .body(Map.of(
                        "action",
                        "SIGNAL",
                        "signal",
                        signal,
                        "filter",
                        Map.of("ids", deals.stream().map(Deal::instance).toList()),
                        "preview",
                        preview,
                        "who",
                        "ada",
                        "why",
                        "restored"))
                .post("/api/v1/instances/actions")
                .then();
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
