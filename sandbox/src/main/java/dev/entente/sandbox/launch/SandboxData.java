package dev.entente.sandbox.launch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.demo.Books;
import org.jspecify.annotations.Nullable;

/** What a company has set up before its first deal: items in the ERP, reference data in Entente. May be loaded again. */
final class SandboxData {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Topology topology;
    private final Http http = new Http("");

    SandboxData(Topology topology) {
        this.topology = topology;
    }

    void load() {
        var books = Books.of(topology);
        books.sell("WIDGET", "49.90");
        books.sell("GADGET", "199.00");
        books.sell("SUPPORT-GOLD", "1200.00");
        product("SKU-WIDGET", "WIDGET", "silver", "P1Y");
        product("SKU-GADGET", "GADGET", null, null);
        product("SKU-GOLD", "SUPPORT-GOLD", "gold", "P2Y");
        for (var product : new String[] {"WIDGET", "GADGET", "SUPPORT-GOLD"}) {
            price(product, "EUR");
            price(product, "USD");
        }
    }

    private void product(String key, String code, @Nullable String tier, @Nullable String term) {
        ObjectNode mapping = JSON.objectNode().put("productCode", code).put("updatedBy", "sandbox");
        if (tier != null) {
            mapping.put("supportTier", tier).put("term", term);
        }
        put("product-mappings/" + topology.crm().connection() + "/" + key, mapping);
    }

    private void price(String product, String currency) {
        put(
                "price-mappings/" + product + "/" + currency,
                JSON.objectNode().put("priceLevel", "standard").put("updatedBy", "sandbox"));
    }

    private void put(String path, ObjectNode body) {
        http.call("PUT", topology.url("orchestrator") + "/api/v1/reference-data/" + path, body);
    }
}
