package dev.entente.support;

import dev.entente.contracts.Samples;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Attributes.Origin;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Envelope;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.message.SupportCommand;
import dev.entente.contracts.message.SupportCommand.CommentOnTicket;
import dev.entente.contracts.message.SupportCommand.MoveTicket;
import dev.entente.contracts.message.SupportCommand.OpenTicket;
import dev.entente.contracts.message.SupportEvent.TicketChanged;
import dev.entente.contracts.message.SupportEvent.TicketCommented;
import dev.entente.contracts.message.SupportEvent.TicketOpened;
import dev.entente.contracts.model.Ticket;
import dev.entente.contracts.model.TicketKey;
import dev.entente.contracts.model.TicketStatus;
import dev.entente.sandbox.demo.Vendors;
import dev.entente.sandbox.launch.Systems;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Letter;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;

/** Tickets by way of Kafka: commands are performed, webhooks that the tools sign arrive, and what changes is told once. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "support-adapter"))
class TicketFlowIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final byte[] SPOILT = {'{'};

    private static Topics topics;
    private static Vendors vendors;

    private final String round = UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void connect() {
        topics = new Topics(Foundation.topology().bootstrapServers());
        vendors = new Vendors(Foundation.topology());
    }

    @AfterAll
    static void disconnect() {
        topics.close();
    }

    private void send(String connection, String id, SupportCommand command) {
        topics.send("support.commands", attributes(connection, id, command), command);
    }

    private Attributes attributes(String connection, String id, SupportCommand command) {
        return new Attributes(
                id + round,
                "/test",
                MessageCatalogue.typeOf(command),
                "test/" + round,
                Instant.now(),
                correlation(),
                null,
                connection,
                "eu",
                1,
                id + round,
                null,
                null);
    }

    private String correlation() {
        return Identifiers.correlation("emea", "test", round);
    }

    private List<Envelope<?>> answers(int expected) {
        return topics.messages("support.events", correlation(), expected, PATIENCE);
    }

    private OpenTicket opening() {
        return new OpenTicket(
                new TicketKey(round),
                "The spout drips",
                "It does, on every cup.",
                Samples.customer().contacts().get(0),
                null);
    }

    private void aTicketIsOpenedCommentedMovedAndTold(String connection) {
        var open = opening();
        send(connection, "open", open);
        send(connection, "open", open);
        var ticket = ((TicketOpened) answers(2).get(0).data()).ticket();
        send(connection, "note", new CommentOnTicket(ticket.reference(), new TicketKey(round + "-n"), "A new pot."));
        send(connection, "move", new MoveTicket(ticket.reference(), TicketStatus.SOLVED, null));

        var replies = answers(4);

        assertThat(replies.get(0).data()).isEqualTo(replies.get(1).data());
        assertThat(replies.get(2).data()).isInstanceOf(TicketCommented.class);
        assertThat(((TicketChanged) replies.get(3).data()).ticket().status()).isEqualTo(TicketStatus.SOLVED);
        assertThat(webhooksOf(ticket, connection))
                .as("webhooks that were let in")
                .isPositive();
        var told = topics.messagesUpTo(
                "support.events",
                Identifiers.correlation(connection, "ticket", ticket.reference().id()),
                message -> ((TicketChanged) message).ticket().status() == TicketStatus.SOLVED,
                PATIENCE);
        assertThat(told)
                .last()
                .satisfies(
                        one -> assertThat(((TicketChanged) one.data()).ticket().status())
                                .isEqualTo(TicketStatus.SOLVED));
        assertThat(told.stream().map(one -> one.attributes().id()).distinct().count())
                .as("states told, each under an id of its own")
                .isEqualTo(told.stream().map(Envelope::data).distinct().count());
    }

    private static int webhooksOf(Ticket ticket, String connection) {
        return topics.read(
                        "support.inbound",
                        record -> record.key()
                                .equals("ticket/" + connection + "/"
                                        + ticket.reference().id()),
                        1,
                        PATIENCE)
                .size();
    }

    @Test
    void aSpoiltCommandIsRehearsedMendedAndReplayed() throws SQLException {
        var headers = CloudEventHeaders.write(attributes("helpdesk", "open", opening()));
        topics.send("support.commands", "test/" + round, headers, SPOILT);
        var letter = Letter.awaited(correlation(), PATIENCE);
        var mended = new String(ContractJson.write(opening()), StandardCharsets.UTF_8);
        var before = ticketsMade();

        letter.rehearsed(mended)
                .body("outcome", equalTo("ACTS"))
                .body("writes.connection", hasItem("helpdesk"))
                .body("quota.calls", greaterThan(0))
                .body("quota.left", greaterThan(0));
        assertThat(ticketsMade()).as("made by a rehearsal").isEqualTo(before);

        letter.replayed(mended);
        var opened = ((TicketOpened) answers(1).getFirst().data()).ticket();
        assertThat(ticketsMade()).isEqualTo(before + 1);
        aHintAtWhatIsKnownIsRehearsed(opened);
    }

    /** What has been told is not told again, whoever hints at it. */
    private void aHintAtWhatIsKnownIsRehearsed(Ticket ticket) throws SQLException {
        var id = ticket.reference().id();
        var told = Identifiers.correlation("helpdesk", "ticket", id);
        assertThat(topics.messages("support.events", told, 1, PATIENCE)).isNotEmpty();
        var hint = Attributes.first(
                "hint-" + round,
                "/test",
                Attributes.RAW,
                "ticket/helpdesk/" + id,
                Instant.now(),
                Identifiers.correlation("emea", "hint", round),
                new Origin("helpdesk", "eu"));
        topics.send("support.inbound", hint.subject(), CloudEventHeaders.write(hint), SPOILT);
        var letter = Letter.awaited(hint.correlationId(), PATIENCE);

        var mended = "{\"subject\": \"zen:ticket:%s\"}".formatted(id);

        letter.rehearsed(mended).body("outcome", equalTo("NO_EFFECT"));

        // The feed would tell it again, and that would be known.
        vendors.stopNextBefore("zendesk", "GET .*/incremental/tickets/");
        vendors.awaitBarrier("zendesk", PATIENCE);
        try {
            forgetWhatWasTold(hint.subject());
            letter.rehearsed(mended)
                    .body("outcome", equalTo("ACTS"))
                    .body("messages[0].data.ticket.subject", equalTo(ticket.subject()));
        } finally {
            vendors.openBarrier("zendesk");
        }
    }

    private static void forgetWhatWasTold(String object) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        Foundation.topology().jdbcUrl("entente_support"), "entente", "entente");
                var forget = connection.prepareStatement("delete from announcement where object = ?")) {
            forget.setString(1, object);
            assertThat(forget.executeUpdate()).isOne();
        }
    }

    private static int ticketsMade() {
        return vendors.records("zendesk", "ticket").size();
    }

    @Test
    void inTheSimulatedZendesk() {
        aTicketIsOpenedCommentedMovedAndTold("helpdesk");
    }

    @Test
    void inARealRequestTracker() {
        Assumptions.assumeTrue(
                Systems.isPrepared("request-tracker"), "no Request Tracker here: ./entente test --real installs one");

        aTicketIsOpenedCommentedMovedAndTold("desk");
    }
}
