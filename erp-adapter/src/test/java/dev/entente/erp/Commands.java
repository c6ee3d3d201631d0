package dev.entente.erp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.contracts.Samples;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Envelope;
import dev.entente.contracts.message.ErpCommand;
import dev.entente.contracts.message.ErpEvent.CustomerEnsured;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderKey;
import dev.entente.sandbox.demo.NetsuiteBooks;
import dev.entente.sandbox.demo.Vendors;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Commands to the ERP adapter, whose ERP is a simulated NetSuite, as tests send them and see what they come to. */
final class Commands implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final AtomicInteger FLOWS = new AtomicInteger();

    private final Topics topics = new Topics(Foundation.topology().bootstrapServers());
    private final Vendors vendors = new Vendors(Foundation.topology());
    private final NetsuiteBooks books = new NetsuiteBooks(Foundation.topology());
    private final String customerId;

    /** With a product to sell and a customer to sell it to. */
    Commands() {
        books.sell("TEAPOT", "49.90");
        customerId = ((CustomerEnsured) flow().perform(new ErpCommand.EnsureCustomer(Samples.customer()))).customerId();
    }

    Topics topics() {
        return topics;
    }

    Vendors vendors() {
        return vendors;
    }

    NetsuiteBooks books() {
        return books;
    }

    String customerId() {
        return customerId;
    }

    static Connection database() throws SQLException {
        return DriverManager.getConnection(Foundation.topology().jdbcUrl("entente_erp"), "entente", "entente");
    }

    void fault(String kind, String match, int times, int status) {
        vendors.fault(
                "netsuite",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("kind", kind)
                        .put("match", match)
                        .put("times", times)
                        .put("status", status)
                        .put("delayMillis", 20_000));
    }

    Flow flow() {
        return new Flow(FLOWS.incrementAndGet());
    }

    @Override
    public void close() {
        topics.close();
    }

    /** One business flow and its order. */
    final class Flow {

        private final int number;

        private Flow(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        String correlation() {
            return Identifiers.correlation("emea", "opportunity", "flow-" + number);
        }

        OrderKey key() {
            return new OrderKey("test-order-" + number);
        }

        String externalId() {
            return "entente-" + key();
        }

        ErpCommand.CreateOrder createOrder() {
            var sample = Samples.order();
            return new ErpCommand.CreateOrder(
                    new Order(key(), customerId, sample.orderedOn(), sample.currency(), sample.lines()));
        }

        String subject() {
            return "opportunity/emea/flow-" + number;
        }

        Attributes attributes(String commandId, String intent, ErpCommand command) {
            return new Attributes(
                    commandId,
                    "/test",
                    MessageCatalogue.typeOf(command),
                    subject(),
                    Instant.now(),
                    correlation(),
                    null,
                    "books",
                    "eu",
                    1,
                    intent,
                    null,
                    null);
        }

        void send(String commandId, String intent, ErpCommand command) {
            topics.send("erp.commands", attributes(commandId, intent, command), command);
        }

        List<Envelope<?>> answers(int expected) {
            return topics.messages("erp.events", correlation(), expected, PATIENCE);
        }

        /** The answers to commands, without what the feed says about the order meanwhile. */
        List<Envelope<?>> replies(int expected) {
            return topics.read("erp.events", this::isReply, expected, PATIENCE).stream()
                    .<Envelope<?>>map(Topics::decode)
                    .toList();
        }

        private boolean isReply(ConsumerRecord<String, byte[]> record) {
            var headers = Topics.headers(record);
            return correlation().equals(headers.get("ce_correlationid")) && headers.containsKey("ce_causationid");
        }

        Event perform(ErpCommand command) {
            send("c-" + number, "i-" + number, command);
            return (Event) replies(1).get(0).data();
        }

        int created() {
            return vendors.effectsByKey("netsuite", "create salesOrder").getOrDefault(externalId(), 0);
        }

        int updated() {
            return vendors.effectsByKey("netsuite", "update salesOrder").getOrDefault(externalId(), 0);
        }
    }
}
