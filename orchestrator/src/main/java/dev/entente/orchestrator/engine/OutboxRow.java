package dev.entente.orchestrator.engine;

import com.fasterxml.jackson.core.type.TypeReference;
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
 */
record OutboxRow(List<OutgoingRecord> records) {

    /** The correlation ids of the flows that the records belong to. */
    String[] flows() {
        return records.stream()
                .map(record -> record.attributes().correlationId())
                .distinct()
                .toArray(String[]::new);
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

    /** @throws IllegalStateException if the bytes are not those of a row */
    static OutboxRow of(byte[] bytes) {
        var json = ContractJson.mapper();
        try {
            var records = new ArrayList<OutgoingRecord>();
            for (JsonNode record : json.readTree(bytes)) {
                var headers =
                        json.convertValue(record.path("headers"), new TypeReference<HashMap<String, String>>() {});
                records.add(new OutgoingRecord(
                        record.path("topic").asText(),
                        CloudEventHeaders.read(headers),
                        record.path("payload").asText().getBytes(StandardCharsets.UTF_8)));
            }
            return new OutboxRow(records);
        } catch (IOException | UnreadableMessage corrupt) {
            throw new IllegalStateException("an outbox row is unreadable", corrupt);
        }
    }
}
