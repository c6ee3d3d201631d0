package dev.entente.sandbox.traces;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TracePageTest {

    private static final long BEGIN = Duration.ofDays(20_000).toNanos();

    private static ObjectNode span(String id, String parent, String name, long startMillis, long endMillis) {
        var span = JsonNodeFactory.instance
                .objectNode()
                .put("traceId", "trace")
                .put("spanId", id)
                .put("parentSpanId", parent)
                .put("service", "erp-adapter")
                .put("name", name)
                .put("startNanos", BEGIN + Duration.ofMillis(startMillis).toNanos())
                .put("endNanos", BEGIN + Duration.ofMillis(endMillis).toNanos())
                .put("status", "UNSET")
                .put("statusMessage", "");
        span.putObject("attributes").put("correlation.id", "c-1");
        span.putArray("links");
        return span;
    }

    private static ObjectNode failed(ObjectNode span, String message) {
        return span.put("status", "ERROR").put("statusMessage", message);
    }

    @Test
    void childrenStandBelowTheirParentsInTheOrderOfTime() {
        var waterfall = Waterfall.of(List.of(
                span("c", "a", "second", 60, 100), span("b", "a", "first", 10, 50), span("a", "", "root", 0, 100)));

        assertThat(waterfall.rows())
                .extracting(row -> row.span().path("name").asText() + " " + row.depth())
                .containsExactly("root 0", "first 1", "second 1");
        assertThat(waterfall.rows().get(2).left()).isCloseTo(0.6, within(0.001));
        assertThat(waterfall.rows().get(2).width()).isCloseTo(0.4, within(0.001));
    }

    /** A deal may wait for weeks; what happens would be too thin to be seen. */
    @Test
    void aLongWaitIsLeftOutOfTheScaleAndSaid() {
        var month = Duration.ofDays(30).toMillis();
        var waterfall =
                Waterfall.of(List.of(span("a", "", "before", 0, 100), span("b", "", "after", month, month + 100)));

        assertThat(waterfall.rows().get(1).left()).isCloseTo(0.5, within(0.001));
        assertThat(TracePage.waterfall(waterfall)).contains("<div class=wait>… 2591999.90 s later</div>");
    }

    @Test
    void aSpanWhoseParentIsNotKeptIsARoot() {
        assertThat(Waterfall.of(List.of(span("b", "gone", "orphan", 0, 1))).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.depth()).isZero());
    }

    @Test
    void failuresAreCountedRedAndSayWhatFailed() {
        var page = TracePage.waterfall(Waterfall.of(
                List.of(span("a", "", "good", 0, 1), failed(span("b", "a", "PUT", 0, 1), "no answer within 10 s"))));

        assertThat(page)
                .contains("<details class=\"ERROR\">", "background:var(--failed)", "one failure, 2 spans")
                .contains("<p class=failure>no answer within 10 s</p>");
        assertThat(TracePage.waterfall(Waterfall.of(List.of(span("a", "", "good", 0, 1)))))
                .contains("no failure, one span")
                .doesNotContain("<details class=\"ERROR\">");
    }

    @Test
    void attributesAreShown() {
        var span = span("a", "", "GET", 0, 1);
        ((ObjectNode) span.path("attributes")).put("messaging.destination.name", "erp.commands");

        assertThat(TracePage.waterfall(Waterfall.of(List.of(span))))
                .contains("<dt>messaging.destination.name</dt><dd>erp.commands</dd>");
    }

    /** Names come from customers, and from whoever calls us. */
    @Test
    void nothingThatIsShownIsMarkup() {
        var script = "<script>alert(\"1\")</script>";
        var span = failed(span("a", "", script, 0, 1), script).put("service", script);
        ((ObjectNode) span.path("attributes")).put(script, script).put("url.full", "https://vendor/" + script);

        assertThat(TracePage.waterfall(Waterfall.of(List.of(span))))
                .doesNotContain("<script")
                .contains("&lt;script&gt;");
        assertThat(TracePage.overview(List.of(new Flow(script, BEGIN, 1, 1)), 1))
                .doesNotContain("<script")
                .contains("class=\"ERROR\"");
    }
}
