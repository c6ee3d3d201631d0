package dev.entente.contracts.message;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CloudEventHeadersTest {

    @Test
    void attributesStandInHeadersOfTheBinaryMode() {
        var headers = CloudEventHeaders.write(MessageCatalogueTest.attributes("dev.entente.order.created.v1"));

        assertThat(headers)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_type", "dev.entente.order.created.v1")
                .containsEntry("ce_subject", "opportunity/emea/1001")
                .containsEntry("ce_hops", "3")
                .containsEntry("content-type", "application/json")
                .containsKey("traceparent")
                .doesNotContainKey("ce_traceparent");
    }

    @Test
    void aMalformedTraceContextIsDroppedAndNothingElse() throws UnreadableMessage {
        for (var traceparent : new String[] {"garbage", "00-zz-00-01", "x".repeat(9000)}) {
            var read = CloudEventHeaders.read(changed("traceparent", traceparent));
            assertThat(read.traceparent()).isNull();
            assertThat(read.id()).isEqualTo("m1");
        }
    }

    @Test
    void whatIsMissingOrMalformedIsNamed() {
        assertThatThrownBy(() -> CloudEventHeaders.read(Map.of()))
                .isInstanceOf(UnreadableMessage.class)
                .hasMessageContaining("not a CloudEvents 1.0 record");
        assertThatThrownBy(() -> CloudEventHeaders.read(without("ce_correlationid")))
                .hasMessage("attribute correlationid is missing");
        assertThatThrownBy(() -> CloudEventHeaders.read(changed("ce_correlationid", "c".repeat(10_000))))
                .hasMessageContaining("at most 64");
        assertThatThrownBy(() -> CloudEventHeaders.read(changed("ce_time", "yesterday")))
                .hasMessageContaining("time");
        assertThatThrownBy(() -> CloudEventHeaders.read(changed("ce_hops", "many")))
                .hasMessageContaining("hops");
    }

    @Test
    void aMessageThatCirclesIsRefused() {
        assertThatThrownBy(() -> CloudEventHeaders.read(changed("ce_hops", "65")))
                .isInstanceOf(UnreadableMessage.class)
                .hasMessageContaining("circles");
    }

    private static Map<String, String> changed(String name, String value) {
        var headers = new HashMap<>(CloudEventHeaders.write(MessageCatalogueTest.attributes("t")));
        headers.put(name, value);
        return headers;
    }

    private static Map<String, String> without(String name) {
        var headers = changed(name, "");
        headers.remove(name);
        return headers;
    }
}
