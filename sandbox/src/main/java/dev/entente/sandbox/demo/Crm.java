package dev.entente.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Topology;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a salesperson does in HubSpot, by HubSpot's own API. */
public final class Crm {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int BATCH = 100;

    private final String url;
    private final Http http;

    public Crm(Topology topology) {
        this.url = topology.url("hubspot");
        this.http = new Http("Bearer " + topology.hubspotToken());
    }

    /** A line of a deal. */
    public record Line(String sku, String quantity, String price) {}

    /** A company with one contact; the answer is the company's id, and the contact's. */
    public record Account(String company, String contact) {}

    public Account account(String name, Map<String, String> companyProperties) {
        var properties =
                JSON.objectNode().put("name", name).put("domain", domain(name)).put("country", "DE");
        properties.put("address", "Hauptstraße 1").put("zip", "10115").put("city", "Berlin");
        companyProperties.forEach(properties::put);
        var company = create("companies", properties, List.of());
        var contact = create(
                "contacts",
                JSON.objectNode()
                        .put("email", "ada@" + domain(name))
                        .put("firstname", "Ada")
                        .put("lastname", name),
                List.of());
        return new Account(company, contact);
    }

    /** A deal with its lines, not won yet. */
    public String deal(String name, Account account, String currency, List<Line> lines) {
        var associations = new ArrayList<Association>();
        if (!account.company().isEmpty()) {
            associations.add(new Association(account.company(), 341));
        }
        if (!account.contact().isEmpty()) {
            associations.add(new Association(account.contact(), 3));
        }
        for (var line : lines) {
            var item = JSON.objectNode()
                    .put("name", line.sku())
                    .put("hs_sku", line.sku())
                    .put("quantity", line.quantity())
                    .put("price", line.price());
            associations.add(new Association(create("line_items", item, List.of()), 19));
        }
        return create(
                "deals",
                JSON.objectNode()
                        .put("dealname", name)
                        .put("dealstage", "contractsent")
                        .put("closedate", LocalDate.now(ZoneOffset.UTC) + "T10:00:00Z")
                        .put("deal_currency_code", currency),
                associations);
    }

    public void win(String deal) {
        move(deal, "closedwon");
    }

    public void move(String deal, String stage) {
        change(deal, "dealstage", stage);
    }

    public void change(String deal, String property, String value) {
        var body = JSON.objectNode();
        body.putObject("properties").put(property, value);
        http.call("PATCH", url + "/crm/v3/objects/deals/" + deal, body);
    }

    /** Wins many at once, in HubSpot's batches of 100. */
    public void winAll(List<String> deals) {
        for (int from = 0; from < deals.size(); from += BATCH) {
            var body = JSON.objectNode();
            var inputs = body.putArray("inputs");
            deals.subList(from, Math.min(deals.size(), from + BATCH))
                    .forEach(deal -> inputs.addObject()
                            .put("id", deal)
                            .putObject("properties")
                            .put("dealstage", "closedwon"));
            http.post(url + "/crm/v3/objects/deals/batch/update", body);
        }
    }

    /** A property of a deal, as the CRM shows it; empty when it has none. */
    public String property(String deal, String property) {
        return http.get(url + "/crm/v3/objects/deals/" + deal + "?properties=" + property)
                .path("properties")
                .path(property)
                .asText("");
    }

    /** All deals with all their properties, from the account itself. */
    public JsonNode deals() {
        return http.get(url + "/_sandbox/records/deals");
    }

    public void fault(ObjectNode fault) {
        http.post(url + "/_sandbox/faults", fault);
    }

    /** An association to be made with a new object. */
    private record Association(String to, int type) {}

    private String create(String type, ObjectNode properties, List<Association> associations) {
        var body = JSON.objectNode();
        body.set("properties", properties);
        var list = body.putArray("associations");
        for (var association : associations) {
            var entry = list.addObject();
            entry.putObject("to").put("id", association.to());
            entry.putArray("types")
                    .addObject()
                    .put("associationCategory", "HUBSPOT_DEFINED")
                    .put("associationTypeId", association.type());
        }
        return http.post(url + "/crm/v3/objects/" + type, body).path("id").asText();
    }

    private static String domain(String name) {
        return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".example";
    }
}
