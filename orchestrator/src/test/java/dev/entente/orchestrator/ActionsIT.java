package dev.entente.orchestrator;

import dev.entente.contracts.message.CrmEvent.OpportunityRefused;
import dev.entente.contracts.message.ErpCommand.EnsureCustomer;
import dev.entente.contracts.message.ErpEvent.CreditRefused;
import dev.entente.contracts.message.ErpEvent.CustomerEnsured;
import dev.entente.contracts.message.ErpEvent.OrderPriced;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.model.Money;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

/** What people may do to many instances at once, and how they say which. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class ActionsIT {

    private static Topics topics;

    @BeforeAll
    static void connect() {
        topics = new Topics(Foundation.topology().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        topics.close();
    }

    /** Waits for the ERP. */
    private static Deal ordering() {
        return Deal.fresh().ensuringCustomer(topics);
    }

    /** Parked for a correction in the CRM. */
    private static Deal refused() {
        var deal = Deal.fresh();
        deal.send(topics, "spoilt-" + deal.id(), new OpportunityRefused(deal.reference(), "line 1 has no product"));
        deal.awaitState("CorrectingOpportunity");
        return deal;
    }

    /** Parked for a product mapping, with data that can be corrected. */
    private static Deal unmapped() {
        var deal = Deal.fresh();
        deal.send(topics, "won-" + deal.id(), deal.won());
        deal.awaitState("AwaitingMappings");
        return deal;
    }

    /** Parked because of what the customer owes. */
    private static Deal overTheLimit() {
        var deal = ordering();
        deal.answer(topics, 1, new CustomerEnsured("42"));
        deal.answer(topics, 2, new OrderPriced(List.of(Money.of("49.90", "EUR")), List.of("19")));
        deal.answer(
                topics,
                3,
                new CreditRefused(Money.of("90", "EUR"), Money.of("100", "EUR"), "above the limit of 100 EUR"));
        deal.awaitState("CreditHeld");
        return deal;
    }

    @ParameterizedTest
    @CsvSource({
        "workflow, quote-to-cash, tea-to-cash",
        "state, EnsuringCustomer, CorrectingOpportunity",
        "connection, emea, apac",
        "connection, books, helpdesk",
        "inStateFor, PT0.001S, PT1H"
    })
    void aFilterMeansThoseThatMatchIt(String criterion, String matching, String other) {
        var deal = ordering();

        foreseen("RETRY", Map.of(criterion, matching, "most", 1000)).body("items.id", hasItem(deal.instance()));
        foreseen("RETRY", Map.of(criterion, other, "most", 1000)).body("items.id", not(hasItem(deal.instance())));
        given().get("/api/v1/instances?size=500&" + criterion + "=" + matching)
                .then()
                .body("items.id", hasItem(deal.instance()));
        given().get("/api/v1/instances?size=500&" + criterion + "=" + other)
                .then()
                .body("items.id", not(hasItem(deal.instance())));
    }

    @Test
    void theAnswerSaysWhomItLeavesOut() {
        var deals = IntStream.range(0, 3).mapToObj(number -> refused()).toList();
        var ids = new ArrayList<>(deals.stream().map(Deal::instance).toList());
        ids.add("nothing");

        foreseen("RETRY", Map.of("ids", ids))
                .body("items.id", containsInAnyOrder(ids.subList(0, 3).toArray()))
                .body("leftOut", equalTo(List.of("nothing")))
                .body("more", equalTo(false));
        foreseen("RETRY", Map.of("ids", ids, "most", 2))
                .body("items", hasSize(2))
                .body("leftOut", hasSize(2));
        foreseen("RETRY", Map.of("state", "CorrectingOpportunity", "most", 2))
                .body("items", hasSize(2))
                .body("leftOut", empty())
                .body("more", equalTo(true));
        foreseen("RETRY", Map.of("businessKey", deals.getFirst().subject())).body("more", equalTo(false));
    }

    @Test
    void parkedOnesAreMeantByTheKindOfReasonAndOneDealByItsKey() {
        var refused = refused();
        var unmapped = unmapped();

        foreseen("RETRY", Map.of("parkedKind", "decision", "most", 1000))
                .body("items.id", hasItem(refused.instance()))
                .body("items.id", not(hasItem(unmapped.instance())));
        foreseen("RETRY", Map.of("parkedReason", "Has No PRODUCT", "most", 1000))
                .body("items.id", hasItem(refused.instance()))
                .body("items.id", not(hasItem(unmapped.instance())));
        given().get("/api/v1/instances?size=500&parkedReason=HAS no product")
                .then()
                .body("items.id", hasItem(refused.instance()))
                .body("items.id", not(hasItem(unmapped.instance())));
        given().get("/api/v1/instances?size=500&parkedKind=missing")
                .then()
                .body("items.id", hasItem(unmapped.instance()))
                .body("items.id", not(hasItem(refused.instance())));
        foreseen("RETRY", Map.of("businessKey", unmapped.subject()))
                .body("items.id", equalTo(List.of(unmapped.instance())));
        given().get("/api/v1/instances?inStateFor=soon")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:entente:problem:malformed-duration"));
        refused(request("CANCEL", Map.of("inStateFor", "-PT1H")), "duration-out-of-range");
        refused(request("CANCEL", Map.of("inStateFor", "PT0S")), "filter-too-wide");
        refused(request("CANCEL", Map.of("inStateFor", "PT100000H")), "duration-out-of-range");
    }

    @Test
    void manyArePausedWithTheirClocksRunningOrNotAndResumed() {
        var deals = List.of(ordering(), ordering());
        var request = request("PAUSE", ids(deals));
        request.put("clocks", "RUN");

        request.put("preview", true);
        act(request).body("counts", equalTo(Map.of("changed", 2)));
        assertStatus(deals, "ACTIVE");
        request.put("preview", false);
        act(request).body("items.note", everyItem(containsString("paused by ada")));
        assertStatus(deals, "PAUSED");
        request.remove("clocks");
        act(request).body("counts", equalTo(Map.of("refused", 2)));

        act(request("RESUME", ids(deals))).body("preview", equalTo(true));
        assertStatus(deals, "PAUSED");
        done("RESUME", ids(deals)).body("counts", equalTo(Map.of("changed", 2)));
        assertStatus(deals, "ACTIVE");

        var unclear = request("RESUME", ids(deals));
        unclear.put("clocks", "RUN");
        refused(unclear, "clocks-unclear");
    }

    private static void assertStatus(List<Deal> deals, String status) {
        deals.forEach(deal ->
                given().get("/api/v1/instances/" + deal.instance()).then().body("instance.status", equalTo(status)));
    }

    /** Each on its own terms: the patch fits one and not the other. */
    @Test
    void manyAreCorrectedAlikeAfterSeeingWhatItWouldDo() {
        var right = ordering();
        var unmapped = unmapped();
        var refused = refused();
        var request = request("EDIT", ids(List.of(unmapped, refused)));
        request.put("patch", Map.of("opportunity", Map.of("lines", List.of(line(right)))));

        act(request)
                .body("preview", equalTo(true))
                .body("items.find { it.id == '%s' }.outcome".formatted(unmapped.instance()), equalTo("changed"))
                .body(
                        "items.find { it.id == '%s' }.stateAfter".formatted(unmapped.instance()),
                        equalTo("EnsuringCustomer"))
                .body(
                        "items.find { it.id == '%s' }.commands".formatted(unmapped.instance()),
                        equalTo(List.of(MessageCatalogue.typeOf(EnsureCustomer.class))))
                .body("items.find { it.id == '%s' }.outcome".formatted(refused.instance()), equalTo("refused"));
        given().get("/api/v1/instances/" + unmapped.instance() + "/data")
                .then()
                .body("data.opportunity.lines[0].productKey", equalTo(unmapped.product()));

        request.put("preview", false);
        act(request)
                .body("counts", equalTo(Map.of("changed", 1, "refused", 1)))
                .body(
                        "items.find { it.id == '%s' }.stateAfter".formatted(unmapped.instance()),
                        equalTo("EnsuringCustomer"))
                .body(
                        "items.find { it.id == '%s' }.commands".formatted(unmapped.instance()),
                        equalTo(List.of(MessageCatalogue.typeOf(EnsureCustomer.class))));

        unmapped.awaitState("EnsuringCustomer");
        given().get("/api/v1/instances/" + unmapped.instance())
                .then()
                .body(
                        "history.findAll { it.who == 'ada' }.note",
                        hasItem(containsString("corrected by ada: cleaning up")));
        given().get("/api/v1/instances/" + refused.instance())
                .then()
                .body("instance.state", equalTo("CorrectingOpportunity"));
    }

    private static Map<String, Object> line(Deal deal) {
        return Map.of(
                "productKey",
                deal.product(),
                "description",
                "Teapot, blue",
                "quantity",
                "3",
                "unitPrice",
                Map.of("amount", "49.9000", "currency", "EUR"));
    }

    @Test
    void aPatchBelongsToAnEditAndToNothingElse() {
        var request = request("RETRY", Map.of("state", "AwaitingMappings"));
        request.put("patch", Map.of());
        refused(request, "patch-unclear");

        var longOne = request("EDIT", Map.of("state", "AwaitingMappings"));
        longOne.put("patch", Map.of("opportunity", Map.of("title", "x".repeat(65_536))));
        refused(longOne, "patch-too-long");
    }

    /** What follows needs the answer: nobody can leave that out. */
    @Test
    void aStepThatMayNotBeSkippedIsRefusedForEach() {
        var deals = List.of(unmapped(), unmapped());

        foreseen("SKIP", in("AwaitingMappings", deals)).body("items.stateAfter", everyItem(nullValue()));
        done("SKIP", in("AwaitingMappings", deals))
                .body("counts", equalTo(Map.of("refused", 2)))
                .body("items.note", everyItem(containsString("cannot be skipped")));
    }

    /** Over the limit of what the customer may owe: a person answers for it. */
    @Test
    void aCreditHoldIsSkippedOneByOneOrMany() {
        var deals = List.of(overTheLimit(), overTheLimit(), overTheLimit());
        var alone = deals.getFirst();
        given().contentType(ContentType.JSON)
                .body(Map.of("who", "ada", "why", "they always pay", "state", "PriceDisputed"))
                .post("/api/v1/instances/" + alone.instance() + "/skip")
                .then()
                .statusCode(409);
        given().contentType(ContentType.JSON)
                .body(Map.of("who", "ada", "why", "they always pay", "state", "CreditHeld"))
                .post("/api/v1/instances/" + alone.instance() + "/skip")
                .then()
                .statusCode(200);
        alone.awaitState("CreatingOrder");

        var rest = deals.subList(1, 3);
        refused(request("SKIP", ids(rest)), "state-unclear");
        foreseen("SKIP", in("CreditHeld", rest)).body("items.stateAfter", everyItem(equalTo("CreatingOrder")));
        assertStatus(rest, "PARKED");
        done("SKIP", Map.of("parkedReason", "ABOVE THE LIMIT", "state", "CreditHeld", "most", 1000))
                .body("items.id", hasItems(rest.get(0).instance(), rest.get(1).instance()));
        rest.forEach(deal -> deal.awaitState("CreatingOrder"));
        given().get("/api/v1/instances/" + rest.getFirst().instance())
                .then()
                .body("history.note", hasItem(containsString("skipped by ada: cleaning up")));
    }

    @Test
    void whoAskedAndWhyIsKeptOfWhatIsRefusedToo() {
        var deal = unmapped();

        done("SKIP", in("AwaitingMappings", List.of(deal))).body("items.note", everyItem(not(containsString("ada"))));

        given().get("/api/v1/instances/" + deal.instance())
                .then()
                .body("history[-1].outcome", equalTo("refused"))
                .body("history[-1].note", containsString("cannot be skipped"))
                .body("history[-1].note", containsString("asked by ada: cleaning up"));
    }

    private static Map<String, Object> in(String state, List<Deal> deals) {
        var filter = new HashMap<>(ids(deals));
        filter.put("state", state);
        return filter;
    }

    private static Map<String, Object> ids(List<Deal> deals) {
        return Map.of("ids", deals.stream().map(Deal::instance).toList());
    }

    private static Map<String, Object> request(String action, Map<String, Object> filter) {
        var request = new HashMap<String, Object>();
        request.put("action", action);
        request.put("filter", filter);
        request.put("who", "ada");
        request.put("why", "cleaning up");
        return request;
    }

    private static void refused(Map<String, Object> request, String problem) {
        given().contentType(ContentType.JSON)
                .body(request)
                .post("/api/v1/instances/actions")
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:entente:problem:" + problem));
    }

    private static ValidatableResponse foreseen(String action, Map<String, Object> filter) {
        return act(request(action, filter));
    }

    private static ValidatableResponse done(String action, Map<String, Object> filter) {
        var request = request(action, filter);
        request.put("preview", false);
        return act(request);
    }

    private static ValidatableResponse act(Map<String, Object> request) {
        return given().contentType(ContentType.JSON)
                .body(request)
                .post("/api/v1/instances/actions")
                .then()
                .statusCode(200);
    }
}
