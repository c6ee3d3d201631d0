package dev.entente.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Topology;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A Request Tracker, by its own REST interface, as its administrator. */
public final class RequestTrackerDesk implements SupportDesk {

    private final String url;
    private final Http http;

    public RequestTrackerDesk(Topology topology) {
        this.url = topology.url("request-tracker-server") + "/REST/2.0";
        this.http = new Http("token " + topology.realCredential("request-tracker", "token"));
    }

    @Override
    public List<ShownEntitlement> entitlements() {
        var shown = new ArrayList<ShownEntitlement>();
        var query = URLEncoder.encode("Catalog = 'Entitlements'", StandardCharsets.UTF_8);
        for (int page = 1; ; page++) {
            var answer = http.get(
                    url + "/assets?per_page=100&orderby=id&fields=Name,CustomFields&page=" + page + "&query=" + query);
            answer.path("items").forEach(asset -> shown.add(shown(asset)));
            if (answer.path("count").asInt() < 100) {
                return shown;
            }
        }
    }

    private static ShownEntitlement shown(JsonNode asset) {
        return new ShownEntitlement(
                asset.path("Name").asText(),
                field(asset, "support_tier"),
                field(asset, "entitlement_ends"),
                field(asset, "erp_order_number"),
                field(asset, "erp_order_status"),
                field(asset, "entente_correlation_id"));
    }

    private static String field(JsonNode asset, String name) {
        for (var field : asset.path("CustomFields")) {
            if (field.path("name").asText().equals(name)) {
                return field.path("values").path(0).asText("");
            }
        }
        return "";
    }
}
