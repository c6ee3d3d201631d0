package dev.entente.sandbox.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A page that shows what a simulated vendor holds. Everything shown is escaped. */
final class RecordsPage {

    private static final int NEWEST = 50;
    private static final Set<String> INTERNAL = Set.of("deliveries");

    private RecordsPage() {}

    static String render(String name, String explanation, Records records) {
        var page = new StringBuilder("""
                <!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
                <meta name="viewport" content="width=device-width, initial-scale=1"><title>%s</title>
                <style>
                  :root { color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif; }
                  body { margin: 1.5rem; } h1 { font-size: 1.3rem; } h2 { font-size: 1rem; margin-top: 1.6rem; }
                  .scroll { overflow-x: auto; } table { border-collapse: collapse; }
                  th, td { text-align: left; padding: .25rem .7rem; border-bottom: 1px solid color-mix(in srgb, currentColor 18%%, transparent); white-space: nowrap; max-width: 28rem; overflow: hidden; text-overflow: ellipsis; }
                  th { font-weight: 600; opacity: .75; } p { opacity: .75; }
                </style>
                <h1>%s</h1><p>%s The page renews itself every five seconds.</p>
                """.formatted(escape(name), escape(name), escape(explanation)));
        for (var kind : records.kinds()) {
            if (!INTERNAL.contains(kind)) {
                table(page, kind, records.all(kind));
            }
        }
        return page.toString();
    }

    private static void table(StringBuilder page, String kind, List<ObjectNode> all) {
        var rows = all.subList(Math.max(0, all.size() - NEWEST), all.size()).reversed();
        page.append("<h2>").append(escape(kind)).append(" (").append(all.size()).append(")</h2>");
        var columns = new LinkedHashSet<String>();
        rows.stream().map(RecordsPage::flat).forEach(row -> row.fieldNames().forEachRemaining(columns::add));
        page.append("<div class=scroll><table><tr>");
        columns.forEach(column -> page.append("<th>").append(escape(column)).append("</th>"));
        page.append("</tr>");
        for (var row : rows) {
            var flat = flat(row);
            page.append("<tr>");
            columns.forEach(column ->
                    page.append("<td>").append(escape(text(flat.get(column)))).append("</td>"));
            page.append("</tr>");
        }
        page.append("</table></div>");
    }

    /** Properties one level down stand as columns of their own. */
    private static ObjectNode flat(ObjectNode record) {
        var flat = record.objectNode();
        record.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode nested && !nested.has("id")) {
                flat.setAll(nested);
            } else {
                flat.set(field.getKey(), field.getValue());
            }
        });
        return flat;
    }

    private static String text(@org.jspecify.annotations.Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "";
        }
        if (value.has("id")) {
            return value.path("refName").asText(value.path("id").asText());
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
