package dev.entente.endtoend;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Asks the vendors, and nobody else, whether every deal had its effect exactly once. */
final class Audit {

    private final RunningSandbox running;

    Audit(RunningSandbox running) {
        this.running = running;
    }

    /** Exactly one order, with its lines once; one write-back; one entitlement for each deal, and nothing besides. */
    void everyDealExactlyOnce(List<String> deals, int linesPerDeal) {
        var orders = running.vendors.orders();
        var byMemo = new HashMap<String, Integer>();
        var numbers = new HashSet<String>();
        for (var order : orders) {
            byMemo.merge(order.path("memo").asText(), 1, Integer::sum);
            numbers.add(order.path("tranId").asText());
            assertThat(order.path("item").path("items"))
                    .as("lines of %s", order.path("tranId"))
                    .hasSize(linesPerDeal);
        }
        assertThat(orders).as("orders in the ERP").hasSize(deals.size());
        assertThat(byMemo.values()).as("orders for one deal").containsOnly(1);
        assertThat(running.vendors.effectsByKey("netsuite", "create salesOrder").values())
                .as("times an order was created")
                .containsOnly(1);
        writeBacks(deals, numbers);
        entitlements(deals.size(), numbers);
    }

    private void writeBacks(List<String> deals, HashSet<String> numbers) {
        var shown = new HashSet<String>();
        for (JsonNode deal : running.crm.deals()) {
            var number = deal.path("properties").path("erp_order_number").asText("");
            if (!number.isEmpty()) {
                assertThat(deals).contains(deal.path("id").asText());
                shown.add(number);
            }
        }
        assertThat(shown).as("order numbers shown in the CRM").isEqualTo(numbers);
        var changes = running.vendors.effectsByKey("hubspot", "change deals.erp_order_number");
        assertThat(changes).as("write-backs").hasSize(deals.size());
        assertThat(changes.values()).as("write-backs of one deal").containsOnly(1);
    }

    private void entitlements(int expected, HashSet<String> numbers) {
        var entitled = new HashSet<String>();
        for (var organization : running.vendors.organizations()) {
            entitled.add(organization
                    .path("organization_fields")
                    .path("erp_order_number")
                    .asText());
        }
        assertThat(entitled)
                .as("entitlements in the support tool")
                .hasSize(expected)
                .isEqualTo(numbers);
    }
}
