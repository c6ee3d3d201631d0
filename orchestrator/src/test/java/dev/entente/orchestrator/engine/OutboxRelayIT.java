package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.model.Money;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** What a crash left in the outbox, as the relay finds it. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class OutboxRelayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String round = UUID.randomUUID().toString().substring(0, 8);
    private final String flow = Identifiers.correlation("emea", "opportunity", round);

    @Inject
    Pool database;

    @Test
    void rowsThatCanNeverBePublishedAreSetAsideAndTheOthersKeepTheirOrder() {
        var first = left(new OutboxRow(List.of(record("1", 1, ""), record("2", 1, ""))));
        var circling =
                left(new OutboxRow(List.of(record("circles", Attributes.MOST_HOPS + 1, ""), record("3", 1, ""))));
        var garbage = left("no JSON".getBytes(StandardCharsets.UTF_8));
        var tooLarge = left(new OutboxRow(List.of(record("large", 1, "x".repeat(3_000_000)))));
        var last = left(new OutboxRow(List.of(record("4", 1, ""))));

        try (var topics = new Topics(Foundation.topology().bootstrapServers())) {
            assertThat(topics.messages("erp.commands", flow, 4, PATIENCE))
                    .extracting(message -> message.attributes().id())
                    .startsWith(id("1"), id("2"), id("3"), id("4"))
                    .doesNotContain(id("circles"), id("large"));
        }
        awaitGone(first);
        awaitGone(last);
        assertThat(refused(circling)).contains("hops");
        assertThat(refused(garbage)).contains("not JSON");
        assertThat(refused(tooLarge)).isNotBlank();
    }

    private String id(String name) {
        return name + "-" + round;
    }

    private OutgoingRecord record(String name, int hops, String note) {
        var command = new CheckCredit("42", Money.of("1.00", "EUR"));
        var attributes = new Attributes(
                id(name),
                "/orchestrator/test",
                MessageCatalogue.typeOf(command),
                "opportunity/emea/" + round,
                Instant.now(),
                flow,
                null,
                "netsuite",
                "eu",
                hops,
                null,
                null,
                null);
        return new OutgoingRecord(
                "erp.commands",
                attributes,
                note.isEmpty() ? ContractJson.write(command) : note.getBytes(StandardCharsets.UTF_8));
    }

    private long left(OutboxRow row) {
        return left(row.bytes());
    }

    private long left(byte[] records) {
        return database.preparedQuery("insert into outbox_batch (flows, records, added_at)"
                        + " values ($1, $2, now() - interval '1 minute') returning id")
                .execute(Tuple.of(new String[] {flow}, Buffer.buffer(records)))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getLong("id");
    }

    private String refused(long id) {
        return database.preparedQuery("select refused from outbox_batch where id = $1")
                .execute(Tuple.of(id))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getString("refused");
    }

    private void awaitGone(long id) {
        var until = Instant.now().plus(PATIENCE);
        while (database.preparedQuery("select 1 from outbox_batch where id = $1")
                        .execute(Tuple.of(id))
                        .await()
                        .atMost(PATIENCE)
                        .size()
                > 0) {
            assertThat(Instant.now()).as("row %d is deleted", id).isBefore(until);
        }
    }
}
