package dev.entente.sandbox.launch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a company has set up before its first deal: items in the ERP, reference data in Entente. May be loaded again. */
final class SandboxData {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Topology topology;
    private final Http http = new Http("");

    SandboxData(Topology topology) {
        this.topology = topology;
    }

    void load() {
        item("WIDGET", "49.90");
        item("GADGET", "199.00");
        item("SUPPORT-GOLD", "1200.00");
        product("SKU-WIDGET", "WIDGET", "silver", "P1Y");
        product("SKU-GADGET", "GADGET", null, null);
        product("SKU-GOLD", "SUPPORT-GOLD", "gold", "P2Y");
        for (var product : new String[] {"WIDGET", "GADGET", "SUPPORT-GOLD"}) {
            price(product, "EUR");
            price(product, "USD");
        }
    }

    private void item(String name, String price) {
        var item = JSON.objectNode()
                .put("itemid", name)
                .put("displayname", name)
                .put("isinactive", "F")
                .put("taxschedule", "1")
                .put("taxrate", 19);
        var prices = item.putArray("prices");
        prices.addObject().put("pricelevel", "1").put("currency", "3").put("unitprice", price);
        prices.addObject().put("pricelevel", "1").put("currency", "1").put("unitprice", price);
        http.post(topology.url("netsuite") + "/_sandbox/items", item);
    }

    private void product(
            String key,
            String code,
            @org.jspecify.annotations.Nullable String tier,
            @org.jspecify.annotations.Nullable String term) {
        ObjectNode mapping = JSON.objectNode().put("productCode", code).put("updatedBy", "sandbox");
        if (tier != null) {
            mapping.put("supportTier", tier).put("term", term);
        }
        put("product-mappings/" + Topology.CRM_CONNECTION + "/" + key, mapping);
    }

    private void price(String product, String currency) {
        put(
                "price-mappings/" + product + "/" + currency,
                JSON.objectNode().put("priceLevel", "1").put("updatedBy", "sandbox"));
    }

    private void put(String path, ObjectNode body) {
        http.call("PUT", topology.url("orchestrator") + "/api/v1/reference-data/" + path, body);
    }
}
