package dev.entente.sandbox.traces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Comparator;
import java.util.List;

/** The waterfall of one flow, for people. Everything shown is escaped. */
final class TracePage {

    private TracePage() {}

    static String render(List<ObjectNode> spans, int kept) {
        var page = new StringBuilder("""
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Traces</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <style>
                  :root { color-scheme: light dark; font: 13px/1.4 system-ui, sans-serif; }
                  body { margin: 1.5rem; } h1 { font-size: 1.3rem; }
                  .row { display: grid; grid-template-columns: 9rem 26rem 1fr 6.5rem; gap: .8rem; padding: .12rem 0; }
                  .row > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
                  .lane { position: relative; } .bar { position: absolute; top: .2rem; height: .9rem; min-width: 3px; border-radius: 2px; background: #3b82c4; }
                  .ERROR .bar { background: #c43b3b; } .time { text-align: right; font-variant-numeric: tabular-nums; }
                  form { margin: 1rem 0; } input { font: inherit; width: 22rem; padding: .2rem .4rem; }
                </style>
                <h1>Traces</h1>
                <form><label>Correlation id <input name="correlation" autofocus></label> <button>Show</button></form>
                """);
        if (spans.isEmpty()) {
            return page.append("<p>")
                    .append(kept)
                    .append(" spans are kept; none is selected.</p>")
                    .toString();
        }
        var first = spans.stream()
                .mapToLong(span -> span.path("startNanos").asLong())
                .min()
                .orElse(0);
        var last = spans.stream()
                .mapToLong(span -> span.path("endNanos").asLong())
                .max()
                .orElse(1);
        var whole = Math.max(1, last - first);
        spans.stream()
                .sorted(Comparator.comparingLong(span -> span.path("startNanos").asLong()))
                .forEach(span -> row(page, span, first, whole));
        return page.toString();
    }

    private static void row(StringBuilder page, ObjectNode span, long first, long whole) {
        var start = span.path("startNanos").asLong() - first;
        var length = span.path("endNanos").asLong() - span.path("startNanos").asLong();
        page.append("<div class=\"row ")
                .append(escape(span.path("status").asText()))
                .append("\"><span>")
                .append(escape(span.path("service").asText()))
                .append("</span><span title=\"")
                .append(escape(span.path("attributes").toString()))
                .append("\">")
                .append(escape(name(span)))
                .append("</span><span class=lane><span class=bar style=\"left:%.3f%%;width:%.3f%%\"></span></span>"
                        .formatted(100.0 * start / whole, 100.0 * length / whole))
                .append("<span class=time>%.1f ms</span></div>".formatted(length / 1e6));
    }

    /** The name; of a call to a vendor also what was called. */
    private static String name(ObjectNode span) {
        var called = span.path("attributes").path("url.full").asText("").replaceFirst("^https?://[^/]+", "");
        return called.isEmpty() ? span.path("name").asText() : span.path("name").asText() + " " + called;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
