package dev.entente.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Topology;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A Tryton, by its own protocol, as its administrator: written anew here, as a check on the connector. */
public final class TrytonBooks implements Books {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "entente-";
    private static final String USER = "admin";

    private final String crm;
    private final String url;
    private final Http http;
    private final ObjectNode context;

    public TrytonBooks(Topology topology) {
        this.crm = topology.crm().connection();
        this.url = topology.url("tryton-server") + "/tryton/";
        this.http = new Http(login(topology.realCredential("tryton", "admin-password")));
        this.context = JSON.createObjectNode();
        var preferences = call("model.res.user.get_preferences", "[true]");
        context.set("company", preferences.path("company"));
    }

    private String login(String password) {
        var body = JSON.createObjectNode().put("id", 0).put("method", "common.db.login");
        body.putArray("params")
                .add(USER)
                .add(JSON.createObjectNode().put("password", password))
                .add("en");
        var session = new Http("").post(url, body).path("result");
        var text = USER + ":" + session.path(0).asText() + ":" + session.path(1).asText();
        return "Session " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Calls a procedure.
     *
     * @param parameters a JSON array, without the context
     */
    public JsonNode call(String procedure, String parameters) {
        var body = JSON.createObjectNode().put("id", 0).put("method", procedure);
        var list = body.putArray("params").addAll((ArrayNode) parse(parameters));
        list.add(context);
        var answer = http.post(url, body);
        if (answer.has("error")) {
            throw new IllegalStateException(procedure + ": " + answer.path("error"));
        }
        return answer.path("result");
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
            throw new IllegalArgumentException(json, malformed);
        }
    }

    private static String text(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    @Override
    public List<BookedOrder> orders() {
        var orders = new ArrayList<BookedOrder>();
        var sales = call("model.sale.sale.search_read", """
                [[["reference", "like", "entente-%"]], 0, null, [["id", "ASC"]],
                 ["reference", "number", "description", "lines", "state", "shipments", "invoices"]]""");
        for (var sale : sales) {
            orders.add(new BookedOrder(
                    sale.path("reference").asText().substring(PREFIX.length()),
                    sale.path("number").asText(),
                    sale.path("description").asText(),
                    sale.path("lines").size(),
                    isOver(sale)));
        }
        return orders;
    }

    /** Cancelled, or done with nothing in it. */
    private boolean isOver(JsonNode sale) {
        var state = sale.path("state").asText();
        return state.equals("cancelled")
                || (state.equals("done")
                        && allCancelled("stock.shipment.out", sale.path("shipments"))
                        && allCancelled("account.invoice", sale.path("invoices")));
    }

    private boolean allCancelled(String model, JsonNode ids) {
        for (var row : call("model." + model + ".read", "[" + ids + ", [\"state\"]]")) {
            if (!row.path("state").asText().equals("cancelled")) {
                return false;
            }
        }
        return true;
    }

    /** Goods without stock are sold as well: they wait. A widget's accounts and taxes do for everything. */
    @Override
    public void sell(String code, String price) {
        if (!call("model.product.product.search", "[[[\"code\", \"=\", " + text(code) + "]], 0, 1, null]")
                .isEmpty()) {
            return;
        }
        var widget = call(
                        "model.product.product.search_read",
                        "[[[\"code\", \"=\", \"WIDGET\"]], 0, 1, null, [\"template.default_uom\", \"template.account_category\"]]")
                .path(0)
                .path("template.");
        call("model.product.template.create", """
                [[{"name": %1$s, "code": %1$s, "type": "goods", "default_uom": %2$s, "sale_uom": %2$s, "salable": true,
                   "account_category": %3$s, "list_price": {"__class__": "Decimal", "decimal": "%4$s"},
                   "products": [["create", [{"suffix_code": ""}]]]}]]""".formatted(
                        text(code), widget.path("default_uom"), widget.path("account_category"), price));
    }

    @Override
    public void limitCredit(String crmCompany, String name, int limit) {
        var code = text(PREFIX + crm + "-" + crmCompany);
        var found = call("model.party.party.search", "[[[\"code\", \"=\", " + code + "]], 0, 1, null]");
        var party = found.isEmpty()
                ? call("model.party.party.create", "[[{\"name\": " + text(name) + ", \"code\": " + code + "}]]")
                : found;
        call("model.party.party.write", """
                [%s, {"credit_limit_amount": {"__class__": "Decimal", "decimal": "%d"}}]""".formatted(party, limit));
    }

    @Override
    public void fulfil(String orderKey) {
        var sale = sale(orderKey, "shipments", "invoices");
        ship(sale.path("shipments"));
        post(sale.path("invoices"));
    }

    /** A sale by its order's key. */
    public JsonNode sale(String orderKey, String... fields) {
        var wanted = JSON.createArrayNode();
        List.of(fields).forEach(wanted::add);
        var found = call(
                "model.sale.sale.search_read",
                "[[[\"reference\", \"=\", " + text(PREFIX + orderKey) + "]], 0, 1, null, " + wanted + "]");
        if (found.isEmpty()) {
            throw new IllegalStateException("there is no order " + orderKey);
        }
        return found.path(0);
    }

    private void ship(JsonNode shipments) {
        for (var step : List.of("assign_try", "pick", "pack", "done")) {
            call("model.stock.shipment.out." + step, "[" + shipments + "]");
        }
    }

    private void post(JsonNode invoices) {
        var today = LocalDate.now(ZoneOffset.UTC);
        call("model.account.invoice.write", """
                [%s, {"invoice_date": {"__class__": "date", "year": %d, "month": %d, "day": %d}}]""".formatted(
                        invoices, today.getYear(), today.getMonthValue(), today.getDayOfMonth()));
        call("model.account.invoice.post", "[" + invoices + "]");
    }
}
