package dev.entente.orchestrator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.model.Quantity;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

/** Instances that an earlier definition has stored, moved to the present one and back. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class DefinitionsIT {

    private static final String DEFINITIONS = "/api/v1/workflows/quote-to-cash/definitions";

    private static final String OVERDUE = "version = version + 1, due_at = now() - interval '1 minute', region = ?";

    private static Topics topics;

    @BeforeAll
    static void connect() {
        topics = new Topics(Foundation.topology().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        topics.close();
    }

    /** What other tests have moved is theirs. */
    @BeforeEach
    void forget() throws SQLException {
        try (var connection = DriverManager.getConnection(
                        Foundation.topology().jdbcUrl("entente_orchestrator"), "entente", "entente");
                var statement = connection.createStatement()) {
            statement.executeUpdate("delete from definition_move");
        }
    }

    @Test
    void oldOnesAreMovedAtOnceWhenAllCanBeReadAndCanBeMovedBack() throws Exception {
        var deal = storedByDefinition1();
        var unreadable = storedByDefinition1();
        rename(unreadable, "Nonsense");

        given().get(DEFINITIONS)
                .then()
                .body("present", equalTo(2))
                .body("stored.findAll { it.definition == 1 }.state", hasItem("Nonsense"));
        post("/move", true, 200).body("instances", equalTo(0)).body("problems.id", hasItem(unreadable.instance()));
        post("/move", false, 409).body("detail", containsString("Nonsense"));
        assertThat(definition(deal)).as("nothing was moved").isEqualTo(1);

        rename(unreadable, "EnsuringCustomer");
        post("/move", true, 200).body("instances", equalTo(2)).body("problems", empty());
        assertThat(definition(deal)).isEqualTo(1);
        post("/move", false, 200).body("instances", equalTo(2)).body("notMoved", equalTo(0));
        assertThat(definition(deal)).isEqualTo(2);
        given().get(DEFINITIONS).then().body("stored.definition", not(hasItem(1)));
        given().get("/api/v1/instances/" + deal.instance())
                .then()
                .body("instance.state", equalTo("EnsuringCustomer"))
                .body("history[-1].note", equalTo("moved to definition 2 by ada: the old readers go"));

        touch(unreadable);
        post("/move-back", true, 200).body("instances", equalTo(1)).body("notMoved", equalTo(1));
        assertThat(definition(deal)).as("it was a preview").isEqualTo(2);
        post("/move-back", false, 200).body("instances", equalTo(1)).body("notMoved", equalTo(1));
        assertThat(definition(deal)).isEqualTo(1);
        given().get("/api/v1/instances/" + deal.instance())
                .then()
                .body("history[-1].note", equalTo("moved back to definition 1: the old readers go"))
                .body("history[-1].who", equalTo("ada"));
        post("/move", false, 200).body("instances", equalTo(1));
    }

    @Test
    void aMoveInPartsGoesOnWhereItEnded() throws Exception {
        var deals = List.of(storedByDefinition1(), storedByDefinition1(), storedByDefinition1());

        part("/move", 2).body("instances", equalTo(2)).body("more", equalTo(true));
        part("/move", 2).body("instances", equalTo(1)).body("more", equalTo(false));
        for (var deal : deals) {
            assertThat(definition(deal)).isEqualTo(2);
        }

        part("/move-back", 2).body("instances", equalTo(2)).body("more", equalTo(true));
        part("/move-back", 2).body("instances", equalTo(1)).body("more", equalTo(false));
        for (var deal : deals) {
            assertThat(definition(deal)).isEqualTo(1);
        }
        post("/move", false, 200).body("instances", equalTo(3));
    }

    /** The mover dies after the instances are moved, before it notes so. */
    @Test
    void aMoveWhoseMoverDiedCanBeTakenBackToo() throws Exception {
        var deal = storedByDefinition1();
        post("/move", false, 200).body("instances", equalTo(1));
        execute("update definition_move set moved = false where instance_id = ?", deal);

        post("/move-back", false, 200).body("instances", equalTo(1));

        assertThat(definition(deal)).isEqualTo(1);
        post("/move", false, 200);
    }

    /** And one that died before it moved anything leaves nothing to be taken back. */
    @Test
    void whatWasKeptAndNotMovedIsNotMovedBack() throws Exception {
        var deal = storedByDefinition1();
        post("/move", false, 200).body("instances", equalTo(1));
        execute("update definition_move set moved = false where instance_id = ?", deal);
        execute("delete from workflow_history where trigger = 'MoveRequested' and instance_id = ?", deal);

        post("/move-back", true, 200).body("instances", equalTo(0));
        post("/move-back", false, 200).body("instances", equalTo(0));

        assertThat(definition(deal)).isEqualTo(2);
    }

    @Test
    void someAreMovedEachWithItsResultAndNoneWhenOneCannotBeRead() throws Exception {
        var deal = storedByDefinition1();
        var unreadable = storedByDefinition1();
        rename(unreadable, "Nonsense");
        var both = List.of(deal.instance(), unreadable.instance());

        act(both, true).body("counts.changed", equalTo(1)).body("counts.failed", equalTo(1));
        act(both, false).body("counts", equalTo(Map.of("failed", 1, "refused", 1)));
        assertThat(definition(deal)).as("nothing was moved").isEqualTo(1);

        rename(unreadable, "EnsuringCustomer");
        act(both, true).body("counts", equalTo(Map.of("changed", 2)));
        assertThat(definition(deal)).isEqualTo(1);
        act(both, false).body("items.note", everyItem(containsString("moved to definition 2 by ada")));
        assertThat(definition(deal)).isEqualTo(2);
        act(both, false)
                .body("counts", equalTo(Map.of("ignored", 2)))
                .body("items.note", everyItem(equalTo("stored by definition 2 already")));
    }

    /** Otherwise the first that match would always be those that are moved already. */
    @Test
    void withoutNamesOnlyThoseAreMeantThatAnEarlierDefinitionHasStored() throws Exception {
        var deal = storedByDefinition1();
        var filter = Map.<String, Object>of("businessKey", deal.subject());

        act(filter, true).body("items.id", equalTo(List.of(deal.instance())));
        act(filter, false).body("counts", equalTo(Map.of("changed", 1)));
        act(filter, false).body("items", empty());
    }

    @Test
    void someAreMovedBackEachWithItsResult() throws Exception {
        var deal = storedByDefinition1();
        var touched = storedByDefinition1();
        var other = storedByDefinition1();
        var never = ensuring();
        post("/move", false, 200).body("instances", equalTo(3));
        touch(touched);
        var some = Map.<String, Object>of("ids", List.of(deal.instance(), touched.instance(), never.instance()));

        act("MOVE_BACK", some, true)
                .body("counts", equalTo(Map.of("changed", 1, "refused", 2)))
                .body("items.find { it.id == '%s' }.note".formatted(touched.instance()), containsString("has changed"))
                .body("items.find { it.id == '%s' }.note".formatted(never.instance()), containsString("nobody"));
        assertThat(definition(deal)).as("it was a preview").isEqualTo(2);
        act("MOVE_BACK", some, false).body("counts", equalTo(Map.of("changed", 1, "refused", 2)));
        assertThat(definition(deal)).isEqualTo(1);
        assertThat(definition(touched)).isEqualTo(2);
        assertThat(definition(other)).as("not asked for").isEqualTo(2);

        var all = Map.<String, Object>of("state", "EnsuringCustomer");
        act("MOVE_BACK", all, false).body("items.id", equalTo(List.of(other.instance())));
        assertThat(definition(other)).isEqualTo(1);
        post("/move", false, 200).body("instances", equalTo(2));
    }

    /** What nobody can read, another version perhaps can: what is told of it must not be lost. */
    @Test
    void whatIsToldOfAnInstanceThatCannotBeReadIsSetAside() throws Exception {
        var deal = ensuring();
        rename(deal, "Nonsense");

        deal.send(topics, "late-" + deal.id(), deal.won(Quantity.of("5")));

        var letter = Letters.awaitLetter(deal, "WAITING", 1);
        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.cause", equalTo("DEFECT"))
                .body("letter.reason", containsString("Nonsense"))
                .body("headers.ce_id", equalTo("late-" + deal.id()));
        rename(deal, "EnsuringCustomer");
        Letters.post("/api/v1/dead-letters/" + letter + "/replay", Map.of("who", "ada", "why", "it can be read"), 200);
        Letters.awaitLetters(deal, "REPLAYED", 1);
    }

    @Test
    void whatANewerDefinitionHasStoredIsLeftAloneAndHoldsNobodyUp() throws Exception {
        var newer = ensuring();
        var other = ensuring();
        update(OVERDUE + ", definition_version = 99", newer, "eu");
        update(OVERDUE, other, "eu");

        assertThat(topics.messages("erp.commands", other.correlation(), 2, Duration.ofSeconds(30)))
                .as("commands, the second because the first is overdue")
                .hasSize(2);

        assertThat(topics.messages("erp.commands", newer.correlation(), 1, Duration.ofSeconds(30)))
                .hasSize(1);
        given().contentType(ContentType.JSON)
                .body(Map.of("who", "ada", "why", "it hangs"))
                .post("/api/v1/instances/" + newer.instance() + "/retry")
                .then()
                .statusCode(409)
                .body("detail", containsString("stored by definition 99"));
    }

    private static Deal ensuring() {
        return Deal.fresh().ensuringCustomer(topics);
    }

    private static ValidatableResponse act(List<String> instances, boolean preview) {
        return act(Map.of("ids", instances), preview);
    }

    private static ValidatableResponse act(Map<String, Object> filter, boolean preview) {
        return act("MOVE", filter, preview);
    }

    private static ValidatableResponse act(String action, Map<String, Object> filter, boolean preview) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("action", action, "filter", filter, "preview", preview, "who", "ada", "why", "they go"))
                .post("/api/v1/instances/actions")
                .then()
                .statusCode(200);
    }

    private static void execute(String statement, Deal deal) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        Foundation.topology().jdbcUrl("entente_orchestrator"), "entente", "entente");
                var prepared = connection.prepareStatement(statement)) {
            prepared.setString(1, deal.instance());
            assertThat(prepared.executeUpdate()).isPositive();
        }
    }

    @Test
    void whatThisServiceDoesNotRunIsUnknown() {
        given().get("/api/v1/workflows/tea-to-cash/definitions").then().statusCode(404);
    }

    private static Deal storedByDefinition1() throws Exception {
        var deal = ensuring();
        update("data = ?::jsonb, definition_version = 1, version = version + 1", deal, corpus().toString());
        return deal;
    }

    private static JsonNode corpus() throws IOException {
        var file = Path.of("src/test/resources/stored-states/quote-to-cash/1.json");
        return ContractJson.mapper().readTree(file.toFile()).path("EnsuringCustomer");
    }

    private static void rename(Deal deal, String state) throws SQLException {
        update("state = ?, version = version + 1", deal, state);
    }

    /** Something else happens to it. */
    private static void touch(Deal deal) throws SQLException {
        update("version = version + 1, region = ?", deal, "eu");
    }

    private static void update(String change, Deal deal, String value) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        Foundation.topology().jdbcUrl("entente_orchestrator"), "entente", "entente");
                var statement =
                        connection.prepareStatement("update workflow_instance set " + change + " where id = ?")) {
            statement.setString(1, value);
            statement.setString(2, deal.instance());
            assertThat(statement.executeUpdate()).isOne();
        }
    }

    private static int definition(Deal deal) {
        return given().get("/api/v1/instances/" + deal.instance()).path("instance.definitionVersion");
    }

    private static ValidatableResponse post(String action, boolean preview, int status) {
        return ask(action, 10_000, preview).statusCode(status);
    }

    /** So many at the most. */
    private static ValidatableResponse part(String action, int most) {
        return ask(action, most, false).statusCode(200);
    }

    private static ValidatableResponse ask(String action, int most, boolean preview) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("preview", preview, "most", most, "who", "ada", "why", "the old readers go"))
                .post(DEFINITIONS + action)
                .then();
    }
}
