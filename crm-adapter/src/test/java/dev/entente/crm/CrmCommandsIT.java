package dev.entente.crm;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Attributes.Origin;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.CrmCommand.RecordOrder;
import dev.entente.contracts.message.CrmEvent.OrderRecorded;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.sandbox.demo.Crm;
import dev.entente.sandbox.demo.Vendors;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Letter;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

/** Commands performed in a simulated HubSpot, with a real broker and a real ledger: one effect each, whatever happens. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "crm-adapter"))
class CrmCommandsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String HUBSPOT = "hubspot";
    private static final byte[] SPOILT = {'{'};

    private static Topics topics;
    private static Vendors vendors;
    private static Crm crm;

    private final String deal = crm.deal("Teapots", crm.account("Kännchen GmbH", Map.of()), "EUR", List.of());
    private final RecordOrder command =
            new RecordOrder(new ObjectReference("emea", deal), "SO10001", OrderStatus.PENDING_FULFILMENT);

    @BeforeAll
    static void connect() {
        topics = new Topics(Foundation.topology().bootstrapServers());
        vendors = new Vendors(Foundation.topology());
        crm = new Crm(Foundation.topology());
    }

    @AfterAll
    static void disconnect() {
        topics.close();
    }

    @AfterEach
    void leaveUndisturbed() {
        vendors.openBarrier(HUBSPOT);
        vendors.repair(HUBSPOT);
    }

    @Test
    void theSameCommandOrIntentAgainIsAnsweredWithoutTheCrm() {
        send("a");
        assertThat(replies(1)).hasOnlyElementsOfType(OrderRecorded.class);
        vendors.answerAll(HUBSPOT, "", 503);

        send("a");
        send("b");

        assertThat(replies(3)).hasSize(3).hasOnlyElementsOfType(OrderRecorded.class);
        assertThat(numbers("change")).isOne();
    }

    @Test
    void afterALostAnswerTheCrmIsAskedBeforeAnythingIsWrittenAgain() {
        vendors.stopNextAfter(HUBSPOT, "PATCH .*/deals/" + deal);
        vendors.answerAll(HUBSPOT, "GET .*/deals/" + deal, 503);
        send("a");
        vendors.awaitBarrier(HUBSPOT, PATIENCE);
        assertThat(replies(1))
                .singleElement()
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Transient.class));
        vendors.repair(HUBSPOT);
        vendors.openBarrier(HUBSPOT);

        send("b");

        assertThat(replies(2).getLast()).isInstanceOf(OrderRecorded.class);
        assertThat(numbers("change")).isOne();
        assertThat(numbers("repeat")).as("times it was written again").isZero();
    }

    @Test
    void aSpoiltCommandIsRehearsedMendedAndReplayed() {
        topics.send("crm.commands", subject(), CloudEventHeaders.write(attributes("a")), SPOILT);
        var letter = Letter.awaited(correlation(), PATIENCE);
        var mended = new String(ContractJson.write(command), StandardCharsets.UTF_8);

        letter.rehearsed(mended)
                .body("outcome", equalTo("ACTS"))
                .body("writes.connection", equalTo(List.of("emea")))
                .body("writes[0].path", containsString("/deals/" + deal))
                .body("writes[0].changes.find { it.field.contains('erp_order_number') }.written", equalTo("SO10001"))
                .body("quota.calls", greaterThan(0))
                .body("quota.left", greaterThan(0));
        assertThat(numbers("change")).as("written by a rehearsal").isZero();

        letter.replayed(mended);
        assertThat(replies(1)).hasOnlyElementsOfType(OrderRecorded.class);
        assertThat(numbers("change")).isOne();
    }

    /** What a webhook has told, in the form in which it is handed on. */
    @Test
    void aSpoiltHintIsRehearsed() {
        topics.send("crm.inbound", subject(), CloudEventHeaders.write(inbound()), SPOILT);
        var letter = Letter.awaited(correlation(), PATIENCE);

        letter.rehearsed("{\"subscriptionType\": \"deal.propertyChange\", \"objectId\": %s}".formatted(deal))
                .body("outcome", equalTo("ACTS"))
                .body("messages.subject", equalTo(List.of(subject())))
                .body("messages[0].data.opportunity.id", equalTo(deal));
        letter.rehearsed("{\"subscriptionType\": \"contact.propertyChange\", \"objectId\": 1}")
                .body("outcome", equalTo("NO_EFFECT"));
        assertThat(topics.readWithin(Duration.ofSeconds(3), "crm.events", record -> isNewsOf(inbound(), record)))
                .as("told by a rehearsal")
                .isEmpty();
    }

    /** The other way round a crash in between would lose what was told: told again, it would be known already. */
    @Test
    void whatWasToldIsPublishedBeforeItIsNotedAsDealtWith() throws Exception {
        try (var connection = DriverManager.getConnection(
                        Foundation.topology().jdbcUrl("entente_crm"), "entente", "entente");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Not the whole table: a webhook of the same deal, read first, would have to wait as well.
            statement.execute("insert into inbox (message_id, correlation_id, received_at) values ('%s', '%s', now())"
                    .formatted(inbound().id(), correlation()));
            var hint = "{\"subscriptionType\": \"deal.propertyChange\", \"objectId\": %s}".formatted(deal);
            topics.send(
                    "crm.inbound",
                    subject(),
                    CloudEventHeaders.write(inbound()),
                    hint.getBytes(StandardCharsets.UTF_8));

            assertThat(topics.read("crm.events", record -> isNewsOf(inbound(), record), 1, PATIENCE))
                    .hasSize(1);
            connection.rollback();
        }
    }

    private static boolean isNewsOf(Attributes hint, ConsumerRecord<String, byte[]> record) {
        return hint.id().equals(Topics.headers(record).get("ce_causationid"));
    }

    private Attributes inbound() {
        return Attributes.first(
                "hint-" + deal,
                "/test",
                Attributes.RAW,
                subject(),
                Instant.now(),
                correlation(),
                new Origin("emea", "eu"));
    }

    private String subject() {
        return "opportunity/emea/" + deal;
    }

    private String correlation() {
        return Identifiers.correlation("emea", "opportunity", deal);
    }

    /** The command as sent once; the intent stays the same. */
    private void send(String time) {
        topics.send("crm.commands", attributes(time), command);
    }

    private Attributes attributes(String time) {
        return new Attributes(
                time + "-" + deal,
                "/test",
                MessageCatalogue.typeOf(command),
                subject(),
                Instant.now(),
                correlation(),
                null,
                "emea",
                "eu",
                1,
                intent(),
                null,
                null);
    }

    private String intent() {
        return "i-" + deal;
    }

    private List<Event> replies(int expected) {
        return topics
                .read(
                        "crm.events",
                        record -> intent().equals(Topics.headers(record).get("ce_intent")),
                        expected,
                        PATIENCE)
                .stream()
                .map(record -> (Event) Topics.decode(record).data())
                .toList();
    }

    private int numbers(String written) {
        return vendors.effectsByKey(HUBSPOT, written + " deals.erp_order_number")
                .getOrDefault(deal, 0);
    }
}
