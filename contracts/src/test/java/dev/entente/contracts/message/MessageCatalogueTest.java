package dev.entente.contracts.message;

import dev.entente.contracts.Samples;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class MessageCatalogueTest {

    @Test
    void everyMessageRecordHasATypeAndEveryTypeARecord() {
        assertThat(new HashSet<>(MessageCatalogue.types().values())).isEqualTo(recordsBelow(Message.class));
    }

    @Test
    void everyTypeHasASample() {
        assertThat(Samples.all().stream().map(MessageCatalogue::typeOf).toList())
                .containsAll(MessageCatalogue.types().keySet());
    }

    @Test
    void everyMessageSurvivesTheWayOverKafka() throws UnreadableMessage {
        for (var message : Samples.all()) {
            var attributes = attributes(MessageCatalogue.typeOf(message));
            var headers = CloudEventHeaders.write(attributes);
            var received = ContractJson.read(CloudEventHeaders.read(headers), ContractJson.write(message));
            assertThat(received).isEqualTo(new Envelope<>(attributes, message));
        }
    }

    static Attributes attributes(String type) {
        return new Attributes(
                "m1",
                "/crm-adapter/emea",
                type,
                "opportunity/emea/1001",
                Instant.parse("2026-11-23T10:00:00Z"),
                Identifiers.correlation("emea", "opportunity", "1001"),
                "m0",
                "emea",
                "eu",
                3,
                "intent-1",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                null);
    }

    private static Set<Class<?>> recordsBelow(Class<?> type) {
        var records = new HashSet<Class<?>>();
        if (type.isRecord()) {
            records.add(type);
        }
        if (type.isSealed()) {
            for (var permitted : type.getPermittedSubclasses()) {
                records.addAll(recordsBelow(permitted));
            }
        }
        return records;
    }
}
