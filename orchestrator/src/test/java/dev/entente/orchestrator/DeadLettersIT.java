package dev.entente.orchestrator;

import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.ContractJson;
import dev.entente.service.deadletter.DeadLetterStore;
import dev.entente.service.deadletter.Edit;
import dev.entente.service.deadletter.LetterRetention;
import dev.entente.service.deadletter.Replays;
import dev.entente.service.messaging.DeadLetters;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import static dev.entente.orchestrator.Letters.awaitLetter;
import static dev.entente.orchestrator.Letters.awaitLetters;
import static dev.entente.orchestrator.Letters.change;
import static dev.entente.orchestrator.Letters.execute;
import static dev.entente.orchestrator.Letters.keep;
import static dev.entente.orchestrator.Letters.poison;
import static dev.entente.orchestrator.Letters.post;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

/** What becomes of records that nobody can deal with, with a real PostgreSQL and a real Kafka. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class DeadLettersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Topics topics;

    @Inject
    DeadLetters deadLetters;

    @Inject
    DeadLetterStore store;

    @Inject
    Replays replays;

    @Inject
    LetterRetention retention;

    @BeforeAll
    static void connect() {
        topics = new Topics(Foundation.topology().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        topics.close();
    }

    @Test
    void anUnreadableRecordBecomesADeadLetterAndItsNeighboursGoOn() {
        var deal = Deal.fresh();
        deal.map();
        poison(topics, deal);
        topics.send("crm.events", deal.subject(), Map.of(), new byte[] {(byte) 0xff, 0});
        deal.send(topics, "won-" + deal.id(), deal.won());

        deal.awaitState("EnsuringCustomer");
        var letters = topics.read("crm.deadletters", record -> deal.subject().equals(record.key()), 2, PATIENCE);
        assertThat(letters).hasSize(2);
        assertThat(Topics.headers(letters.get(0)))
                .containsEntry("dlq-reason", "the payload is not JSON")
                .containsEntry("ce_id", "poison-" + deal.id())
                .containsEntry("dlq-topic", "crm.events");
        assertThat(letters.get(0).value()).asString(StandardCharsets.UTF_8).isEqualTo("no json");
        assertThat(letters.get(1).value()).containsExactly((byte) 0xff, 0);
    }

    /**
     * An index holds no more than 2.7 KB, a topic no record of more than 1 MiB, a text no zero, a moment no year before 4713 BC; whoever
     * writes such records must not stop others.
     */
    @Test
    void whatIsTooLongToBeLookedForOrPublishedIsKeptAllTheSameAndItsNeighboursGoOn() {
        var deal = Deal.fresh();
        deal.map();
        var endless = noise(8_000);
        topics.send(
                "crm.events", deal.subject(), Map.of("ce_correlationid", deal.correlation() + endless), new byte[1]);
        var correlated = Map.of("ce_correlationid", deal.correlation());
        topics.send(
                "crm.events", endless, CloudEventHeaders.write(deal.attributes("key", deal.won(), null)), new byte[1]);
        topics.send("crm.events", deal.subject(), correlated, new byte[1_048_300]);
        topics.send(
                "crm.events",
                deal.subject(),
                Map.of("ce_correlationid", deal.correlation(), "dlq-letter", "\0" + endless),
                new byte[1]);
        var ancient = new HashMap<>(CloudEventHeaders.write(deal.attributes("ancient", deal.won(), null)));
        ancient.put("ce_time", "-5000-01-01T00:00:00Z");
        topics.send("crm.events", deal.subject(), ancient, new byte[1]);
        topics.send(
                "crm.events",
                deal.subject(),
                Map.of("ce_correlationid", deal.correlation(), "long", "x".repeat(300_000)),
                new byte[1]);
        deal.send(topics, "won-" + deal.id(), deal.won());

        deal.awaitState("EnsuringCustomer");
        awaitLetters(deal, "WAITING", 5);
        given().get("/api/v1/dead-letters?status=WAITING&correlationId="
                        + (deal.correlation() + endless).substring(0, 64))
                .then()
                .body("key", equalTo(List.of(deal.subject())));
        var kept = given().get("/api/v1/dead-letters?status=WAITING&correlationId=" + deal.correlation())
                .jsonPath();
        assertThat(kept.getList("key"))
                .containsOnly(endless.substring(0, 512), deal.subject())
                .hasSize(5);
        for (var letter : kept.getList("id")) {
            given().get("/api/v1/dead-letters/" + letter)
                    .then()
                    .statusCode(200)
                    .body("letter.key", oneOf(endless, deal.subject()));
            post("/api/v1/dead-letters/" + letter + "/discard", Map.of("who", "ada", "why", "a test"), 200);
        }
        var partitionsAndOffsets = IntStream.range(0, 5)
                .mapToObj(at -> kept.getString("[" + at + "].partition") + "@" + kept.getString("[" + at + "].offset"))
                .toList();
        var told = topics.read(
                "crm.deadletters",
                record -> partitionsAndOffsets.contains(Topics.headers(record).get("dlq-partition") + "@"
                        + Topics.headers(record).get("dlq-offset")),
                5,
                PATIENCE);
        assertThat(told).hasSize(5);
        assertThat(told.stream().filter(record -> record.key() == null))
                .as("told of without what is too long")
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.value()).isNull();
                    assertThat(Topics.headers(record))
                            .containsOnlyKeys("dlq-topic", "dlq-partition", "dlq-offset", "dlq-reason", "dlq-time");
                });
    }

    private static String noise(int length) {
        var random = new Random(7);
        return random.ints(length, '!', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void aDeadLetterIsReplayedUntilItIsRightAndThenCounts() {
        var deal = Deal.fresh();
        deal.map();
        poison(topics, deal);
        var letter = awaitLetter(deal, "WAITING", 1);
        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.reason", equalTo("the payload is not JSON"))
                .body("letter.key", equalTo(deal.subject()))
                .body("letter.cause", equalTo("UNREADABLE"))
                .body("letter.offset", notNullValue())
                .body("headers.ce_id", equalTo("poison-" + deal.id()))
                .body("payload", equalTo("no json"));

        var as = Map.of("who", "ada", "why", "perhaps it is better now");
        var many = Map.of("correlationId", deal.correlation(), "who", "ada", "why", "perhaps it is better now");
        post("/api/v1/dead-letters/replays", many, 200)
                .body("preview", equalTo(true))
                .body("letters.id", equalTo(List.of(letter)))
                .body("job", nullValue());
        post("/api/v1/dead-letters/" + letter + "/replay", as, 200).body("outcome", equalTo("replayed"));
        assertThat(awaitLetter(deal, "WAITING", 2)).as("it came back").isEqualTo(letter);

        var edited = Map.of(
                "who", "ada",
                "why", "typed it again",
                "payload", new String(ContractJson.write(deal.won()), StandardCharsets.UTF_8));
        post("/api/v1/dead-letters/" + letter + "/replay", edited, 200).body("outcome", equalTo("replayed"));
        deal.awaitState("EnsuringCustomer");
        post("/api/v1/dead-letters/" + letter + "/replay", as, 409)
                .body("type", equalTo("urn:entente:problem:not-possible-now"));
        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.status", equalTo("REPLAYED"))
                .body("letter.attempts", equalTo(2))
                .body("letter.decidedBy", equalTo("ada"))
                .body("decisions.why", equalTo(List.of("perhaps it is better now", "typed it again")))
                .body("decisions.publishedAt", everyItem(notNullValue()))
                .body("decisions[0].payload", nullValue())
                .body("decisions[1].payload", equalTo(edited.get("payload")))
                .body("payload", equalTo("no json"));
    }

    @Test
    void aRecordIsKeptAndReplayedToTheByte() {
        var deal = Deal.fresh();
        var key = deal.subject() + "\0";
        var record = new ProducerRecord<String, byte[]>("crm.events", key, null);
        record.headers()
                .add("x", new byte[] {(byte) 0xff, 0})
                .add("ce_correlationid", deal.correlation().getBytes(StandardCharsets.UTF_8))
                .add("none", null)
                .add("a\0name", new byte[] {2})
                .add("x", new byte[] {1});
        topics.send(record);
        var letter = awaitLetter(deal, "WAITING", 1);
        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("headersBase64.name", equalTo(List.of("x", "ce_correlationid", "none", "a\0name", "x")))
                .body("headersBase64[0].base64", equalTo("/wA="))
                .body("headersBase64[2].base64", nullValue())
                .body("payload", nullValue())
                .body("payloadBase64", nullValue());

        post("/api/v1/dead-letters/" + letter + "/replay", Map.of("who", "ada", "why", "perhaps"), 200);

        var replayed = topics.read(
                        "crm.events", one -> letter.equals(Topics.headers(one).get("dlq-letter")), 1, PATIENCE)
                .getFirst();
        assertThat(replayed.key()).isEqualTo(key);
        assertThat(replayed.value()).isNull();
        assertThat(Arrays.copyOf(replayed.headers().toArray(), 5))
                .isEqualTo(record.headers().toArray());
        awaitLetter(deal, "WAITING", 2);
    }

    /** And completed when the record comes again. */
    @Test
    void aLetterOfAnEarlierVersionIsReadFromTheOlderColumns() throws SQLException {
        var deal = Deal.fresh();
        poison(topics, deal);
        var letter = awaitLetter(deal, "WAITING", 1);
        execute(
                "update dead_letter set record_headers = null, record_key_utf8 = null where correlation_id = ?",
                deal.correlation());

        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.key", equalTo(deal.subject()))
                .body("headers.ce_id", equalTo("poison-" + deal.id()))
                .body("headersBase64.name", hasItem("ce_id"))
                .body("payload", equalTo("no json"));

        var record = topics.read("crm.events", one -> deal.subject().equals(one.key()), 1, PATIENCE)
                .getFirst();
        keep(deadLetters, record);
        assertThat(execute(
                        "update dead_letter set reason = 'complete' where record_headers is not null and correlation_id = ?",
                        deal.correlation()))
                .isOne();
    }

    /** Kafka delivers a record again whose letter was written and whose offset was not. */
    @Test
    void aFailureThatIsToldAgainIsNoOtherAttemptAndUndoesNoDecision() {
        var deal = Deal.fresh();
        poison(topics, deal);
        var letter = awaitLetter(deal, "WAITING", 1);
        post("/api/v1/dead-letters/" + letter + "/replay", Map.of("who", "ada", "why", "perhaps"), 200);
        awaitLetter(deal, "WAITING", 2);
        post("/api/v1/dead-letters/" + letter + "/replay", Map.of("who", "ada", "why", "perhaps now"), 200);
        awaitLetter(deal, "WAITING", 3);
        post("/api/v1/dead-letters/" + letter + "/discard", Map.of("who", "ada", "why", "no"), 200);

        var replays = topics.read(
                "crm.events", record -> letter.equals(Topics.headers(record).get("dlq-letter")), 2, PATIENCE);
        assertThat(replays).hasSize(2);
        replays.forEach(replayed -> keep(deadLetters, replayed));

        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.status", equalTo("DISCARDED"))
                .body("letter.attempts", equalTo(3));

        keep(deadLetters, asFirstOfATopicThatWasMadeAnew(replays.getLast()));
        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.status", equalTo("WAITING"))
                .body("letter.attempts", equalTo(4));
    }

    private static ConsumerRecord<String, byte[]> asFirstOfATopicThatWasMadeAnew(
            ConsumerRecord<String, byte[]> record) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                0,
                Instant.now().plusSeconds(60).toEpochMilli(),
                TimestampType.CREATE_TIME,
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    @Test
    void aDeadLetterThatNobodyWantsIsDiscardedWithTheReason() {
        var deal = Deal.fresh();
        var headers = CloudEventHeaders.write(deal.attributes("poison-" + deal.id(), deal.won(), null));
        topics.send("crm.events", deal.subject(), headers, new byte[] {'{', 0});
        var letter = awaitLetter(deal, "WAITING", 1);

        post("/api/v1/dead-letters/" + letter + "/discard", Map.of("who", "ada", "why", "a test of theirs"), 200)
                .body("outcome", equalTo("discarded"));
        given().get("/api/v1/dead-letters?status=DISCARDED&correlationId=" + deal.correlation())
                .then()
                .body("decidedWhy", equalTo(List.of("a test of theirs")));
        given().get("/api/v1/dead-letters/nothing").then().statusCode(404);
    }

    /** It was replayed long ago, and came back. */
    @Test
    void whatWaitsIsNotForgottenHoweverLongAgoItWasDecidedAbout() throws SQLException {
        var deal = Deal.fresh();
        poison(topics, deal);
        var letter = awaitLetter(deal, "WAITING", 1);
        post("/api/v1/dead-letters/" + letter + "/replay", Map.of("who", "ada", "why", "perhaps"), 200);
        awaitLetter(deal, "WAITING", 2);
        var longAgo = "update dead_letter set decided_at = now() - interval '100 days' where correlation_id = ?";

        assertThat(execute(longAgo, deal.correlation())).isOne();
        retention.forget().await().atMost(PATIENCE);
        given().get("/api/v1/dead-letters/" + letter).then().body("letter.status", equalTo("WAITING"));

        post("/api/v1/dead-letters/" + letter + "/discard", Map.of("who", "ada", "why", "no"), 200);
        assertThat(execute(longAgo, deal.correlation())).isOne();
        retention.forget().await().atMost(PATIENCE);
        given().get("/api/v1/dead-letters/" + letter).then().statusCode(404);
    }

    /** Somebody looked at it, somebody else replayed it, and it came back: what was seen is not what waits. */
    @Test
    void aDecisionAboutAnEarlierFailureDecidesNothing() {
        var deal = Deal.fresh();
        poison(topics, deal);
        var letter = awaitLetter(deal, "WAITING", 1);
        var seen = store.find(letter).await().atMost(PATIENCE).orElseThrow();
        post("/api/v1/dead-letters/" + letter + "/replay", Map.of("who", "ada", "why", "perhaps"), 200);
        awaitLetter(deal, "WAITING", 2);

        assertThat(replays.discard(seen, "grace", "no").await().atMost(PATIENCE).outcome())
                .isEqualTo("refused");
        assertThat(replays.replay(seen, Edit.NONE, "grace", "perhaps")
                        .await()
                        .atMost(PATIENCE)
                        .outcome())
                .isEqualTo("refused");
        assertThat(awaitLetter(deal, "WAITING", 2)).isEqualTo(letter);
    }

    /** What is noted after the publication comes after the failure that it led to. */
    @Test
    void aReplayThatFailsBeforeItIsNotedAsPublishedWaitsAgain() throws SQLException {
        var deal = Deal.fresh();
        poison(topics, deal);
        var letter = awaitLetter(deal, "WAITING", 1);
        change("""
                create function be_slow() returns trigger language plpgsql as
                $$ begin if current_query() like '%published_at = now()%' then perform pg_sleep(3); end if; return null; end $$""");
        change("create trigger be_slow before update on dead_letter for each statement execute function be_slow()");
        try {
            post("/api/v1/dead-letters/" + letter + "/replay", Map.of("who", "ada", "why", "perhaps"), 200);
        } finally {
            change("drop function be_slow cascade");
        }

        assertThat(awaitLetter(deal, "WAITING", 2)).isEqualTo(letter);
    }

    /** Between the two looks of somebody who replays it, somebody else gave it up. */
    @Test
    void aLetterThatIsDiscardedAfterItWasReadIsNotReplayed() {
        var deal = Deal.fresh();
        deal.map();
        poison(topics, deal);
        var letter = awaitLetter(deal, "WAITING", 1);
        var read = store.find(letter).await().atMost(PATIENCE).orElseThrow();
        post("/api/v1/dead-letters/" + letter + "/discard", Map.of("who", "ada", "why", "a test of theirs"), 200);

        assertThat(replays.replay(read, Edit.NONE, "grace", "perhaps").await().atMost(PATIENCE))
                .isEqualTo(new Replays.Decided(letter, "refused", "it was decided about already, or came back"));

        given().get("/api/v1/dead-letters/" + letter)
                .then()
                .body("letter.status", equalTo("DISCARDED"))
                .body("decisions.decision", equalTo(List.of("DISCARDED")));
        deal.send(topics, "won-" + deal.id(), deal.won());
        assertThat(topics.read("crm.events", record -> deal.subject().equals(record.key()), 2, PATIENCE))
                .extracting(record -> Topics.headers(record).get("ce_id"))
                .containsExactly("poison-" + deal.id(), "won-" + deal.id());
    }

    @Test
    void aRehearsalShowsWhatAReplayWouldDoAndDoesNothing() {
        var deal = Deal.fresh();
        deal.map();
        poison(topics, deal);
        var letter = awaitLetter(deal, "WAITING", 1);
        var rehearsal = "/api/v1/dead-letters/" + letter + "/rehearsal";

        post(rehearsal, Map.of(), 200)
                .body("outcome", equalTo("FAILS"))
                .body("says", equalTo("the payload is not JSON"));

        var right = new String(ContractJson.write(deal.won()), StandardCharsets.UTF_8);
        post(rehearsal, Map.of("payload", right), 200)
                .body("outcome", equalTo("ACTS"))
                .body("changes.field", hasItem("quote-to-cash.state"))
                .body("changes.find { it.field == 'quote-to-cash.state' }.live", nullValue())
                .body("changes.find { it.field == 'quote-to-cash.state' }.written", equalTo("EnsuringCustomer"))
                .body("messages.type", equalTo(List.of("dev.entente.customer.ensure.v1")))
                .body(
                        "messages[0].data.customer.name",
                        equalTo(deal.won().opportunity().customer().name()));
        given().get("/api/v1/instances/" + deal.instance()).then().statusCode(404);
        given().get("/api/v1/dead-letters/" + letter).then().body("letter.status", equalTo("WAITING"));
    }

    /** Without them nobody would ever know what it is about. */
    @Test
    void whatIsWrongWithTheHeadersIsMendedToo() {
        var deal = Deal.fresh();
        deal.map();
        var headers = CloudEventHeaders.write(deal.attributes("spoilt-" + deal.id(), deal.won(), null));
        headers.put("ce_time", "yesterday");
        headers.put("ce_traceparent", "kept");
        topics.send("crm.events", deal.subject(), headers, ContractJson.write(deal.won()));
        var letter = awaitLetter(deal, "WAITING", 1);
        var path = "/api/v1/dead-letters/" + letter;
        post(path + "/rehearsal", Map.of(), 200).body("outcome", equalTo("FAILS"));

        var mended = new HashMap<String, String>();
        mended.put("ce_time", "2026-11-23T10:00:00Z");
        mended.put("ce_traceparent", null);
        post(path + "/rehearsal", Map.of("headers", mended), 200).body("outcome", equalTo("ACTS"));
        post(path + "/replay", Map.of("headers", mended, "who", "ada", "why", "a day and an hour"), 200);

        deal.awaitState("EnsuringCustomer");
        var replayed = topics.read(
                        "crm.events", one -> letter.equals(Topics.headers(one).get("dlq-letter")), 1, PATIENCE)
                .getFirst();
        assertThat(Topics.headers(replayed))
                .containsEntry("ce_time", "2026-11-23T10:00:00Z")
                .containsEntry("ce_id", "spoilt-" + deal.id())
                .doesNotContainKey("ce_traceparent");
        given().get(path)
                .then()
                .body("headers.ce_time", equalTo("yesterday"))
                .body("headers.ce_traceparent", equalTo("kept"))
                .body("decisions[0].headers.name", equalTo(List.of("ce_time", "ce_traceparent")))
                .body("decisions[0].headers[0].value", equalTo("2026-11-23T10:00:00Z"))
                .body("decisions[0].headers[1].value", nullValue());
    }
}
