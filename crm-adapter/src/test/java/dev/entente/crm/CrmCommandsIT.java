package dev.entente.crm;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CommandFailed;
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
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands performed in a simulated HubSpot, with a real broker and a real ledger: one effect each, whatever happens. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "crm-adapter"))
class CrmCommandsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String HUBSPOT = "hubspot";

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
        send("a");
        vendors.awaitBarrier(HUBSPOT, PATIENCE);
        vendors.answerAll(HUBSPOT, "GET .*/deals/" + deal, 503);
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

    private String correlation() {
        return Identifiers.correlation("emea", "opportunity", deal);
    }

    /** The command as sent once; the intent stays the same. */
    private void send(String time) {
        topics.send(
                "crm.commands",
                new Attributes(
                        time + "-" + deal,
                        "/test",
                        MessageCatalogue.typeOf(command),
                        "opportunity/emea/" + deal,
                        Instant.now(),
                        correlation(),
                        null,
                        "emea",
                        "eu",
                        1,
                        intent(),
                        null,
                        null),
                command);
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
