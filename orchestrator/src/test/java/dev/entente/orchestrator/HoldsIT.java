package dev.entente.orchestrator;

import dev.entente.contracts.Samples;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.CrmEvent.OpportunityUnread;
import dev.entente.contracts.message.Envelope;
import dev.entente.contracts.message.ErpEvent.CustomerEnsured;
import dev.entente.contracts.message.ErpEvent.OrderChanged;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** An ERP that is away holds up what needs it, and nothing else, until it is back. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class HoldsIT {

    private static final CommandFailed AWAY = new CommandFailed(new Failure.Transient("away"));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
    void whatNeedsTheConnectionWaitsForItAndIsReleased() {
        var elsewhere = Deal.fresh();
        elsewhere.send(
                topics,
                "unread-" + elsewhere.id(),
                new OpportunityUnread(elsewhere.reference(), new Failure.Transient("away")));
        elsewhere.awaitState("ReadingOpportunity");
        var deals = Stream.generate(HoldsIT::ensuring).limit(5).toList();
        var waiting = deals.subList(0, 4);
        var commands = waiting.stream().collect(Collectors.toMap(deal -> deal, deal -> command(deal, 1)));
        answerAtOnce(commands, AWAY);

        waiting.forEach(deal -> deal.awaitHistory("Held"));
        assertThat(status(deals.get(4))).as("it has met nobody yet").isEqualTo("ACTIVE");
        var read = topics.messages("crm.commands", elsewhere.correlation(), 1, PATIENCE)
                .getFirst();
        topics.send("crm.events", elsewhere.answer("away-" + elsewhere.id(), AWAY, read.attributes()), AWAY);
        elsewhere.awaitHistory("CommandFailed");
        await(elsewhere, "ACTIVE", null);

        var scout = scoutAmong(waiting);
        var others = waiting.stream().filter(deal -> deal != scout).toList();
        newsOf(deals.get(4));
        deals.get(4).awaitHistory("OrderChanged");
        LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
        assertThat(others.stream().filter(HoldsIT::isHeld))
                .as("held still, but for who is sent to see, one every five seconds")
                .isNotEmpty();
        scout.answer(topics, 2, new CustomerEnsured("815"));

        scout.awaitState("PricingOrder");
        others.forEach(deal -> await(deal, "ACTIVE", null));
        others.forEach(deal -> assertThat(commands(deal, 2)).hasSize(2));
    }

    /** It may come from us: a record in doubt is waited for without the system being asked. */
    @Test
    void aRefusalForNowDoesNotSayThatTheSystemIsBack() {
        var deals = Stream.generate(HoldsIT::ensuring).limit(4).toList();
        var commands = deals.stream().collect(Collectors.toMap(deal -> deal, deal -> command(deal, 1)));
        answerAtOnce(commands, AWAY);
        deals.forEach(deal -> deal.awaitHistory("Held"));
        var scout = scoutAmong(deals);
        var inDoubt = new CommandFailed(new Failure.Throttled("in doubt", Duration.ofMinutes(5)));
        answer(scout, command(scout, 2), inDoubt);

        // Time enough for all to be released.
        LockSupport.parkNanos(Duration.ofSeconds(4).toNanos());
        var others = deals.stream().filter(deal -> deal != scout).toList();
        assertThat(others.stream().filter(HoldsIT::isHeld))
                .as("held still, but for who is sent to see, one every five seconds")
                .isNotEmpty();
        var next = scoutAmong(others);
        next.answer(topics, 2, new CustomerEnsured("815"));
        others.forEach(deal -> await(deal, "ACTIVE", null));
    }

    /** That a system speaks does not say that it answers. */
    private static void newsOf(Deal deal) {
        var changed = new OrderChanged(Samples.orderState());
        var news = new Attributes(
                "news-" + deal.id(),
                "/test",
                MessageCatalogue.typeOf(changed),
                deal.subject(),
                Instant.now(),
                deal.correlation(),
                "hint-" + deal.id(),
                "books",
                "eu",
                1,
                null,
                null,
                null);
        topics.send("erp.events", news, changed);
    }

    private static Deal ensuring() {
        return Deal.fresh().ensuringCustomer(topics);
    }

    /** One of them is sent to see whether the connection is back. */
    private static Deal scoutAmong(List<Deal> deals) {
        var until = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(until)) {
            for (var deal : deals) {
                if (status(deal).equals("ACTIVE")) {
                    return deal;
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        throw new AssertionError("nobody was sent");
    }

    private static List<Envelope<?>> commands(Deal deal, int expected) {
        return topics.messages("erp.commands", deal.correlation(), expected, PATIENCE);
    }

    private static Attributes command(Deal deal, int attempt) {
        return commands(deal, attempt).get(attempt - 1).attributes();
    }

    private static void answer(Deal deal, Attributes command, Event event) {
        topics.send("erp.events", deal.answer(UUID.randomUUID().toString(), event, command), event);
    }

    /** Otherwise who failed first is retried before enough have failed for a hold. */
    private static void answerAtOnce(Map<Deal, Attributes> commands, Event event) {
        commands.entrySet().parallelStream().forEach(asked -> answer(asked.getKey(), asked.getValue(), event));
    }

    private static boolean isHeld(Deal deal) {
        return "books"
                .equals(given().get("/api/v1/instances/" + deal.instance()).path("instance.pausedFor"));
    }

    private static String status(Deal deal) {
        return given().get("/api/v1/instances/" + deal.instance()).path("instance.status");
    }

    private static void await(Deal deal, String status, String pausedFor) {
        var until = Instant.now().plus(PATIENCE);
        while (true) {
            var seen = given().get("/api/v1/instances/" + deal.instance());
            if (status.equals(seen.path("instance.status"))
                    && Objects.equals(pausedFor, seen.path("instance.pausedFor"))) {
                return;
            }
            assertThat(Instant.now()).as("%s", seen.asString()).isBefore(until);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
