package dev.entente.orchestrator;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Attributes.Origin;
import dev.entente.contracts.message.CrmEvent.OpportunityReopened;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.model.Quantity;
import dev.entente.service.messaging.DeadLetters;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static dev.entente.orchestrator.Letters.awaitLetter;
import static dev.entente.orchestrator.Letters.awaitLetters;
import static dev.entente.orchestrator.Letters.keep;
import static dev.entente.orchestrator.Letters.poison;
import static dev.entente.orchestrator.Letters.post;
import static dev.entente.orchestrator.Letters.record;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** Dead letters that later news of the same kind makes pointless. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class SupersessionIT {

    private static Topics topics;

    @Inject
    DeadLetters deadLetters;

    @BeforeAll
    static void connect() {
        topics = new Topics(Foundation.topology().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        topics.close();
    }

    @Test
    void aLetterIsSupersededByLaterNewsOfTheSameKind() {
        var deal = Deal.fresh();
        deal.map();
        poison(topics, deal);
        var letter = awaitLetter(deal, "WAITING", 1);
        var other = Deal.fresh();
        poison(topics, other);
        awaitLetter(other, "WAITING", 1);
        topics.send("crm.events", at(deal, "earlier", Instant.now().minus(Duration.ofMinutes(1))), deal.won());
        deal.awaitState("EnsuringCustomer");
        awaitLetters(deal, "WAITING", 1);

        deal.send(topics, "won-" + deal.id(), deal.won(Quantity.of("5")));

        awaitLetters(deal, "SUPERSEDED", 1);
        awaitLetters(other, "WAITING", 1);
        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.decidedBy", equalTo("entente"))
                .body("letter.decidedWhy", containsString("won-" + deal.id()))
                .body("decisions.decision", equalTo(List.of("SUPERSEDED")));
        post("/api/v1/dead-letters/" + letter + "/replay", Map.of("who", "ada", "why", "too late"), 409);
    }

    /** Its time is later than the letter's all the same. */
    @Test
    void newsThatIsPassedOverMakesNoLetterPointless() {
        var deal = Deal.fresh();
        deal.map();
        deal.send(topics, "won-" + deal.id(), deal.won().numbered(6L));
        deal.awaitState("EnsuringCustomer");
        poison(topics, deal);
        var letter = awaitLetter(deal, "WAITING", 1);

        deal.send(topics, "older-" + deal.id(), deal.won().numbered(5L));
        deal.send(topics, "newer-" + deal.id(), deal.won().numbered(7L));

        awaitLetters(deal, "SUPERSEDED", 1);
        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.decidedWhy", containsString("newer-" + deal.id()));
    }

    /** The clock of whoever wrote the letter's record was ten minutes slow, and that of the older news was not. */
    @Test
    void whichNewsIsLaterIsToldByItsNumberAndNotByAClock() {
        var deal = Deal.fresh();
        deal.map();
        var slow = Instant.now().minus(Duration.ofMinutes(10));
        keep(
                deadLetters,
                record(0, 2_000_000, at(deal, "seventh", slow), deal.won().numbered(7L)));
        var letter = awaitLetter(deal, "WAITING", 1);

        topics.send(
                "crm.events",
                at(deal, "sixth", Instant.now()),
                deal.won(Quantity.of("6")).numbered(6L));
        deal.awaitState("EnsuringCustomer");
        topics.send(
                "crm.events",
                at(deal, "eighth", slow.minusSeconds(1)),
                deal.won(Quantity.of("8")).numbered(8L));

        awaitLetters(deal, "SUPERSEDED", 1);
        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.decidedWhy", containsString("eighth-" + deal.id()));
    }

    /** That it was taken back says nothing about that it was won. */
    @Test
    void newsOfOneKindMakesNoLetterOfAnotherPointless() {
        var deal = Deal.fresh();
        deal.map();
        var reopened = new OpportunityReopened(deal.reference(), "contractsent");
        var earlier = Instant.now().minus(Duration.ofMinutes(5));
        var takenBack = Attributes.first(
                "back-" + deal.id(),
                "/test",
                MessageCatalogue.typeOf(reopened),
                deal.subject(),
                earlier,
                deal.correlation(),
                new Origin("emea", "eu"));
        keep(deadLetters, record(0, 4_000_000, takenBack, reopened));
        keep(deadLetters, record(0, 4_000_001, at(deal, "won", earlier), deal.won()));
        awaitLetters(deal, "WAITING", 2);

        topics.send("crm.events", at(deal, "later", Instant.now()), deal.won(Quantity.of("6")));

        awaitLetters(deal, "SUPERSEDED", 1);
        awaitLetters(deal, "WAITING", 1);
    }

    /** A CRM may count only some of the changes that it tells of. */
    @Test
    void ofNewsWithTheSameNumberTheTimeTellsWhichIsLater() {
        var deal = Deal.fresh();
        deal.map();
        keep(
                deadLetters,
                record(
                        0,
                        3_000_000,
                        at(deal, "first", Instant.now().minusSeconds(60)),
                        deal.won().numbered(7L)));
        awaitLetter(deal, "WAITING", 1);

        topics.send(
                "crm.events",
                at(deal, "second", Instant.now()),
                deal.won(Quantity.of("6")).numbered(7L));

        awaitLetters(deal, "SUPERSEDED", 1);
    }

    private static Attributes at(Deal deal, String messageId, Instant time) {
        return Attributes.first(
                messageId + "-" + deal.id(),
                "/test",
                MessageCatalogue.typeOf(deal.won()),
                deal.subject(),
                time,
                deal.correlation(),
                new Origin("emea", "eu"));
    }
}
