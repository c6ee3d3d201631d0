package dev.entente.orchestrator.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.service.messaging.OutgoingRecord;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Records that are published together: a JSON array of {@code {"topic", "headers", "payload"}}, the payload as a string,
 * so that what is published late is the same to the byte.
 *
 * @param problem why others that were written with them cannot be published; empty when there are none
 */
record OutboxRow(List<OutgoingRecord> records, String problem) {

    OutboxRow(List<OutgoingRecord> records) {
        this(records, "");
    }

    /** The correlation ids of the flows that the records belong to, each once. */
    List<String> flows() {
        return correlationIds().stream().distinct().toList();
    }

    /** Of each record. */
    List<String> correlationIds() {
        return records.stream()
                .map(record -> record.attributes().correlationId())
                .toList();
    }

    /** The id of each record. */
    List<String> messages() {
        return records.stream().map(record -> record.attributes().id()).toList();
    }

    byte[] bytes() {
        var array = ContractJson.mapper().createArrayNode();
        for (var record : records) {
            var one = array.addObject()
                    .put("topic", record.topic())
                    .put("payload", new String(record.payload(), StandardCharsets.UTF_8));
            CloudEventHeaders.write(record.attributes()).forEach(one.putObject("headers")::put);
        }
        return ContractJson.write(array);
    }

    /** One bad record is no reason to keep its neighbours: they are read, and the problem is told. */
    static OutboxRow of(byte[] bytes) {
        var records = new ArrayList<OutgoingRecord>();
        var problem = "";
        try {
            for (JsonNode record : ContractJson.keptMapper().readTree(bytes)) {
                try {
                    records.add(record(record));
                } catch (UnreadableMessage unreadable) {
                    problem = unreadable.reason();
                }
            }
        } catch (IOException corrupt) {
            problem = "the row is not JSON: " + corrupt.getMessage();
        }
        return new OutboxRow(records, problem);
    }

    private static OutgoingRecord record(JsonNode record) throws UnreadableMessage {
        var headers = new HashMap<String, String>();
        record.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return new OutgoingRecord(
                record.path("topic").asText(),
                CloudEventHeaders.read(headers),
                record.path("payload").asText().getBytes(StandardCharsets.UTF_8));
    }
}
