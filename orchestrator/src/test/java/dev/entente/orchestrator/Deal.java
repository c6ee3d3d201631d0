package dev.entente.orchestrator;

import dev.entente.contracts.Samples;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.Quantity;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.service.testing.Topics;
import io.restassured.http.ContentType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** A deal of its own for each test, and what a test does with it. */
public record Deal(String id, String product) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger DEALS = new AtomicInteger();

    public static Deal fresh() {
        var number = DEALS.incrementAndGet();
        return new Deal("deal-" + number, "SKU-" + number);
    }

    ObjectReference reference() {
        return new ObjectReference("emea", id);
    }

    public String correlation() {
        return Identifiers.correlation("emea", "opportunity", id);
    }

    public String instance() {
        return Instance.idOf("quote-to-cash", subject());
    }

    String subject() {
        return "opportunity/emea/" + id;
    }

    public OpportunityWon won() {
        return won(Samples.opportunity().lines().get(0).quantity());
    }

    public OpportunityWon won(Quantity quantity) {
        var sample = Samples.opportunity();
        var line = sample.lines().get(0);
        return new OpportunityWon(new Opportunity(
                reference(),
                sample.name(),
                sample.customer(),
                sample.closedOn(),
                sample.currency(),
                List.of(new OpportunityLine(product, line.description(), quantity, line.unitPrice()))));
    }

    public Attributes attributes(String messageId, Event event, String causationId) {
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

    /** The context of an answer to a command of this deal. */
    public Attributes answer(String messageId, Event event, Attributes command) {
        return new Attributes(
                messageId,
                "/test",
                MessageCatalogue.typeOf(event),
                subject(),
                Instant.now(),
                correlation(),
                command.id(),
                command.connection(),
                "eu",
                1,
                command.intent(),
                null,
                null);
    }

    /** The ERP answers the command of this deal that it was sent as the first, the second, … */
    public void answer(Topics topics, int command, Event event) {
        var asked = topics.messages("erp.commands", correlation(), command, PATIENCE)
                .get(command - 1)
                .attributes();
        topics.send("erp.events", answer(UUID.randomUUID().toString(), event, asked), event);
    }

    public void send(Topics topics, String messageId, Event event) {
        topics.send("crm.events", attributes(messageId, event, null), event);
    }

    /** Makes its product known. */
    public void map() {
        given().contentType(ContentType.JSON)
                .body(Map.of("productCode", "TEAPOT", "supportTier", "gold", "term", "P1Y", "updatedBy", "test"))
                .put("/api/v1/reference-data/product-mappings/emea/" + product)
                .then()
                .statusCode(200);
        given().contentType(ContentType.JSON)
                .body(Map.of("priceLevel", "1", "updatedBy", "test"))
                .put("/api/v1/reference-data/price-mappings/TEAPOT/EUR")
                .then()
                .statusCode(200);
    }

    /** Makes its product known, wins it, and waits until the ERP is asked for its customer. */
    public Deal ensuringCustomer(Topics topics) {
        map();
        send(topics, "won-" + id, won());
        awaitState("EnsuringCustomer");
        return this;
    }

    /** Waits until something of this kind has happened to it. */
    void awaitHistory(String trigger) {
        var until = Instant.now().plus(PATIENCE);
        while (!given().get("/api/v1/instances/" + instance())
                .<List<String>>path("history.trigger")
                .contains(trigger)) {
            assertThat(Instant.now()).as("%s hears of %s", this, trigger).isBefore(until);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    public void awaitState(String state) {
        var until = Instant.now().plus(PATIENCE);
        while (true) {
            var response = given().get("/api/v1/instances/" + instance());
            if (response.statusCode() == 200 && state.equals(response.path("instance.state"))) {
                return;
            }
            assertThat(Instant.now())
                    .as("%s in %s: %s", this, state, response.asString())
                    .isBefore(until);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
