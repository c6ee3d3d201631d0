package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Attributes.Origin;
import dev.entente.service.messaging.OutgoingRecord;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxRowTest {

    private static OutgoingRecord record(String id, String payload) {
        var attributes = Attributes.first(
                id,
                "/test",
                "dev.entente.order.create.v1",
                "opportunity/emea/" + id,
                Instant.parse("2026-11-23T10:00:00Z"),
                "correlation-" + id,
                new Origin("emea", "eu"));
        return new OutgoingRecord("erp.commands", attributes, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** An order of 500 lines with long descriptions is longer than what is taken from others. */
    @Test
    void whatIsReadIsWhatWasWrittenToTheByteHoweverLong() {
        var row = new OutboxRow(List.of(record("a", "{\"x\": \"ä\"}"), record("b", "x".repeat(600_000))));

        var read = OutboxRow.of(row.bytes());

        assertThat(read.problem()).isEmpty();
        assertThat(read.messages()).containsExactly("a", "b");
        assertThat(read.flows()).containsExactly("correlation-a", "correlation-b");
        for (int at = 0; at < 2; at++) {
            assertThat(read.records().get(at).payload())
                    .isEqualTo(row.records().get(at).payload());
            assertThat(read.records().get(at).attributes())
                    .isEqualTo(row.records().get(at).attributes());
        }
    }

    @Test
    void oneBadRecordIsNoReasonToKeepItsNeighbours() {
        var bytes = new String(
                        new OutboxRow(List.of(record("a", "{}"), record("b", "{}"))).bytes(), StandardCharsets.UTF_8)
                .replace("\"correlation-a\"", "\"\"")
                .getBytes(StandardCharsets.UTF_8);

        var read = OutboxRow.of(bytes);

        assertThat(read.messages()).containsExactly("b");
        assertThat(read.problem()).isNotEmpty();
    }
}
