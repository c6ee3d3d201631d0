package dev.entente.sandbox.traces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The waterfall of one flow, for people, and the flows of late. Everything shown is escaped. */
final class TracePage {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    /** Further in than this, names would have no room. */
    private static final int DEEPEST = 12;

    private static final String HEAD = """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Traces</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>
              :root { color-scheme: light dark; font: 13px/1.4 system-ui, sans-serif;
                --crm-adapter: #d9822b; --erp-adapter: #2d8a5f; --support-adapter: #8a5fc4; --orchestrator: #3b82c4; --failed: #c43b3b; }
              body { margin: 1.5rem; } h1 { font-size: 1.3rem; margin: 0; }
              summary, .head { display: grid; grid-template-columns: 26rem 1fr 6.5rem; gap: .8rem; padding: .1rem 0; cursor: pointer; }
              .head { cursor: default; color: GrayText; border-bottom: 1px solid GrayText; margin-bottom: .3rem; }
              summary > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
              summary::marker { content: none; } summary:hover { background: color-mix(in srgb, Canvas, CanvasText 8%); }
              .lane { position: relative; } .bar { position: absolute; top: .2rem; height: .9rem; min-width: 3px; border-radius: 2px; }
              .ERROR .name { color: var(--failed); font-weight: 600; } .time { text-align: right; font-variant-numeric: tabular-nums; }
              .service { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .4rem; vertical-align: -1px; }
              .legend span { margin-right: 1rem; } .wait { color: GrayText; padding: .3rem 0 .3rem 1.2rem; }
              dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .3rem 0 .8rem 1.4rem; } dt { color: GrayText; } dd { margin: 0; overflow-wrap: anywhere; }
              .failure { color: var(--failed); margin-left: 1.4rem; } table { border-collapse: collapse; } td, th { padding: .15rem 1.2rem .15rem 0; text-align: left; }
              form { margin: 1rem 0; } input { font: inherit; width: 22rem; padding: .2rem .4rem; }
            </style>
            <h1>Traces</h1>
            <form><label>Correlation id <input name="correlation" autofocus></label> <button>Show</button></form>
            """;

    private TracePage() {}

    /** @param flows the latest first */
    static String overview(List<Flow> flows, int kept) {
        var page = new StringBuilder(HEAD)
                .append("<p>%d spans are kept. The flows of late:</p>".formatted(kept))
                .append("<table><tr><th>began (UTC)<th>correlation id<th>spans<th>failures</tr>");
        for (var flow : flows) {
            page.append("<tr class=\"%s\"><td>%s<td><a class=name href=\"?correlation=%s\">%s</a><td>%d<td>%d</tr>"
                    .formatted(
                            flow.failures() > 0 ? "ERROR" : "",
                            time(flow.startNanos()),
                            escape(flow.correlationId()),
                            escape(flow.correlationId()),
                            flow.spans(),
                            flow.failures()));
        }
        return page.append("</table>").toString();
    }

    static String waterfall(Waterfall waterfall) {
        var page = new StringBuilder(HEAD).append("<p class=legend>");
        for (var service : waterfall.services()) {
            page.append("<span><span class=service style=\"background:var(--%1$s, GrayText)\"></span>%1$s</span>"
                    .formatted(escape(service)));
        }
        page.append("<span><span class=service style=\"background:var(--failed)\"></span>failed</span></p>")
                .append("<div class=head><span>%s, %s, began %s UTC</span><span></span><span class=time>%s</span></div>"
                        .formatted(
                                count(waterfall.failures(), "failure"),
                                count(waterfall.rows().size(), "span"),
                                time(waterfall.startNanos()),
                                duration(waterfall.workNanos())));
        waterfall.rows().forEach(row -> row(page, row));
        return page.toString();
    }

    private static String count(long count, String what) {
        return count == 0 ? "no " + what : count == 1 ? "one " + what : count + " " + what + "s";
    }

    private static void row(StringBuilder page, Waterfall.Row row) {
        var span = row.span();
        var status = span.path("status").asText();
        if (row.waitedNanos() > 0) {
            page.append("<div class=wait>… %s later</div>".formatted(duration(row.waitedNanos())));
        }
        page.append("<details class=\"%s\"><summary><span class=name style=\"padding-left:%.1frem\">"
                        .formatted(escape(status), 0.8 * Math.min(row.depth(), DEEPEST)))
                .append("<span class=service style=\"background:var(--%s, GrayText)\"></span>"
                        .formatted(escape(span.path("service").asText())))
                .append(escape(name(span)))
                .append(
                        "</span><span class=lane><span class=bar style=\"left:%.3f%%;width:%.3f%%;background:var(--%s, GrayText)\"></span></span>"
                                .formatted(
                                        100 * row.left(),
                                        100 * row.width(),
                                        status.equals("ERROR")
                                                ? "failed"
                                                : escape(span.path("service").asText())))
                .append("<span class=time>%s</span></summary>".formatted(duration(row.nanos())));
        var message = span.path("statusMessage").asText();
        if (!message.isEmpty()) {
            page.append("<p class=failure>").append(escape(message)).append("</p>");
        }
        page.append("<dl>");
        attribute(page, "service", span.path("service").asText());
        attribute(page, "trace", span.path("traceId").asText());
        span.path("attributes")
                .properties()
                .forEach(one -> attribute(page, one.getKey(), one.getValue().asText()));
        span.path("links")
                .forEach(link -> attribute(
                        page, "goes on from trace", link.path("traceId").asText()));
        page.append("</dl></details>");
    }

    private static void attribute(StringBuilder page, String name, String value) {
        page.append("<dt>")
                .append(escape(name))
                .append("</dt><dd>")
                .append(escape(value))
                .append("</dd>");
    }

    /** The name; of a call to a vendor also what was called. */
    private static String name(ObjectNode span) {
        var called = span.path("attributes").path("url.full").asText("").replaceFirst("^https?://[^/]+", "");
        return called.isEmpty() ? span.path("name").asText() : span.path("name").asText() + " " + called;
    }

    private static String time(long nanos) {
        return TIME.format(Instant.ofEpochSecond(0, nanos));
    }

    private static String duration(long nanos) {
        return nanos >= 1_000_000_000L ? "%.2f s".formatted(nanos / 1e9) : "%.1f ms".formatted(nanos / 1e6);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
