package dev.entente.orchestrator;

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

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import static dev.entente.orchestrator.Letters.awaitLetter;
import static dev.entente.orchestrator.Letters.awaitLetters;
import static dev.entente.orchestrator.Letters.execute;
import static dev.entente.orchestrator.Letters.keep;
import static dev.entente.orchestrator.Letters.poison;
import static dev.entente.orchestrator.Letters.post;
import static dev.entente.orchestrator.Letters.record;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

/** Many dead letters replayed at once: which, in which order, how fast, and how far. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class LetterReplaysIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

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

    /** As a batch keeps them that sets aside what it cannot read before what fails. */
    @Test
    void lettersOfOnePartitionAreReplayedAsTheyStoodInItWhateverTheOrderInWhichTheyWereKept() throws SQLException {
        var deal = Deal.fresh();
        for (int number = 1; number <= 3; number++) {
            poison(topics, deal, "poison-" + number + "-" + deal.id());
        }
        awaitLetters(deal, "WAITING", 3);
        var moved = execute(
                "update dead_letter set first_seen = first_seen - make_interval(secs => 60 + record_offset)"
                        + " where correlation_id = ?",
                deal.correlation());
        assertThat(moved).isEqualTo(3);

        var request =
                Map.of("correlationId", deal.correlation(), "cause", "UNREADABLE", "who", "ada", "why", "in turn");
        var offsets = post("/api/v1/dead-letters/replays", request, 200)
                .extract()
                .jsonPath()
                .getList("letters.offset", Integer.class);
        assertThat(offsets).hasSize(3).isSorted();
        post(
                        "/api/v1/dead-letters/replays",
                        Map.of("cause", "DEFECT", "correlationId", deal.correlation(), "who", "ada", "why", "none"),
                        200)
                .body("letters", empty());
    }

    @Test
    void aFilterIsRehearsedLetterByLetter() {
        var deal = Deal.fresh();
        deal.map();
        poison(topics, deal);
        var letters = deadLetterOf(deal);

        var request = new HashMap<String, Object>();
        request.put("ids", letters);
        request.put("rehearse", true);
        request.put("who", "ada");
        request.put("why", "to see");
        post("/api/v1/dead-letters/replays", request, 200)
                .body("preview", equalTo(true))
                .body("letters.id", equalTo(letters))
                .body("rehearsals.outcome", equalTo(List.of("FAILS", "ACTS")));
        given().get("/api/v1/instances/" + deal.instance()).then().statusCode(404);
        request.remove("rehearse");
        post("/api/v1/dead-letters/replays", request, 200).body("rehearsals", empty());

        request.put("ids", List.of("nothing", letters.get(0), letters.get(1)));
        post("/api/v1/dead-letters/replays", request, 200)
                .body("letters.id", equalTo(letters))
                .body("leftOut", equalTo(List.of("nothing")))
                .body("more", equalTo(false));
        request.remove("ids");
        request.put("correlationId", deal.correlation());
        request.put("most", 1);
        post("/api/v1/dead-letters/replays", request, 200)
                .body("letters.id", equalTo(letters.subList(0, 1)))
                .body("more", equalTo(true));
    }

    /** One that was set aside for a defect of ours, which has been mended since, behind the one that is spoilt. */
    private List<String> deadLetterOf(Deal deal) {
        awaitLetter(deal, "WAITING", 1);
        var spoilt = topics.read("crm.events", one -> deal.subject().equals(one.key()), 1, PATIENCE)
                .getFirst();
        var attributes = deal.attributes("won-" + deal.id(), deal.won(), null);
        keep(deadLetters, record(spoilt.partition(), spoilt.offset() + 1_000_000, attributes, deal.won()));
        return given().get("/api/v1/dead-letters?correlationId=" + deal.correlation())
                .jsonPath()
                .getList("id");
    }

    @Test
    void manyAreReplayedInOrderOneAfterTheOther() {
        var deal = Deal.fresh();
        for (int number = 1; number <= 3; number++) {
            poison(topics, deal, "poison-" + number + "-" + deal.id());
        }
        awaitLetters(deal, "WAITING", 3);

        var id = beginReplay(deal, 2);
        var job = awaitEnd(id);

        assertThat(job)
                .containsEntry("status", "DONE")
                .containsEntry("replayed", 3)
                .containsEntry("refused", 0);
        assertThat(Duration.between(moment(job, "startedAt"), moment(job, "updatedAt")))
                .as("three, two a second")
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        awaitLetters(deal, "WAITING", 3);
        var again = topics.read("crm.events", record -> deal.subject().equals(record.key()), 6, PATIENCE);
        assertThat(again.subList(3, 6))
                .extracting(record -> Topics.headers(record).get("ce_id"))
                .containsExactly("poison-1-" + deal.id(), "poison-2-" + deal.id(), "poison-3-" + deal.id());
    }

    @Test
    void aReplayThatIsCancelledLeavesTheRestWaiting() {
        var deal = Deal.fresh();
        for (int number = 1; number <= 20; number++) {
            poison(topics, deal, "poison-" + number + "-" + deal.id());
        }
        awaitLetters(deal, "WAITING", 20);

        var id = beginReplay(deal, 1);
        post("/api/v1/dead-letters/replays/" + id + "/cancel", Map.of("who", "ada", "why", "the wrong ones"), 200);
        var job = awaitEnd(id);

        assertThat(job).containsEntry("status", "CANCELLED").containsEntry("note", "cancelled by ada: the wrong ones");
        assertThat((Integer) job.get("replayed")).isBetween(1, 19);
        given().get("/api/v1/dead-letters/replays/nothing").then().statusCode(404);
    }

    /** Its process has ended, and nobody else would ever say that it is over. */
    @Test
    void aReplayThatNobodyRunsAnyMoreIsOverWhenSomebodyCancelsIt() throws SQLException {
        var id = "stalled-" + Deal.fresh().id();
        execute("""
                insert into replay (id, correlation_id, status, letters, asked_by, asked_why, updated_at)
                values (?, 'none', 'RUNNING', 3, 'ada', 'of yesterday', now() - interval '2 minutes')""", id);
        given().get("/api/v1/dead-letters/replays/" + id).then().body("status", equalTo("STALLED"));

        post("/api/v1/dead-letters/replays/" + id + "/cancel", Map.of("who", "bob", "why", "begun anew"), 200)
                .body("status", equalTo("CANCELLED"))
                .body("note", equalTo("cancelled by bob: begun anew"));
    }

    private static String beginReplay(Deal deal, int perSecond) {
        var request = new HashMap<String, Object>();
        request.put("correlationId", deal.correlation());
        request.put("preview", false);
        request.put("perSecond", perSecond);
        request.put("who", "ada");
        request.put("why", "perhaps it is better now");
        return post("/api/v1/dead-letters/replays", request, 200)
                .body("job.status", equalTo("RUNNING"))
                .extract()
                .path("job.id");
    }

    private static Map<String, Object> awaitEnd(String job) {
        var until = Instant.now().plus(PATIENCE);
        while (true) {
            Map<String, Object> seen = given().get("/api/v1/dead-letters/replays/" + job)
                    .jsonPath()
                    .getMap("$");
            if (!"RUNNING".equals(seen.get("status"))) {
                return seen;
            }
            assertThat(Instant.now()).as("%s", seen).isBefore(until);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static Instant moment(Map<String, Object> job, String field) {
        return Instant.parse((String) job.get(field));
    }
}
