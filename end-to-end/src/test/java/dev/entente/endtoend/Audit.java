package dev.entente.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.sandbox.demo.Books.BookedOrder;
import dev.entente.sandbox.demo.OrderKeys;
import dev.entente.sandbox.demo.SupportDesk.ShownEntitlement;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** Asks the vendors, and nobody else, whether every deal had its effect exactly once. */
public final class Audit {

    private final RunningSandbox running;

    public Audit(RunningSandbox running) {
        this.running = running;
    }

    /** Exactly one order, with its lines once; one write-back; one entitlement for each deal, and nothing besides. */
    void everyDealExactlyOnce(List<String> deals, int linesPerDeal) {
        var orders = running.books.orders();
        assertThat(orders).as("orders in the ERP").hasSize(deals.size()).allSatisfy(order -> {
            assertThat(order.lines()).as("lines of %s", order.number()).isEqualTo(linesPerDeal);
            assertThat(order.closed()).as("%s is closed", order.number()).isFalse();
        });
        assertThat(running.books.ordersByCorrelation().values())
                .as("orders for one deal")
                .containsOnly(1);
        assertThat(orders.stream().map(BookedOrder::key)).as("order keys").doesNotHaveDuplicates();
        creations(orders.size());
        var numbers = orders.stream().map(BookedOrder::number).collect(Collectors.toSet());
        writeBacks(deals, numbers);
        entitlements(deals.size(), numbers);
    }

    /** The same for some deals of many, with simulated vendors; others are not looked at. */
    public void eachDealExactlyOnce(Collection<String> deals, int linesPerDeal) {
        var orders = running.books.orders().stream().collect(Collectors.groupingBy(BookedOrder::key));
        var creations = running.vendors.effectsByKey("netsuite", "create salesOrder");
        var changes = running.vendors.effectsByKey("hubspot", "change deals.erp_order_number");
        var customers = customersByOrderNumber();
        for (var deal : deals) {
            var key = OrderKeys.of(running.topology.crm().connection(), deal);
            assertThat(orders.getOrDefault(key, List.of()))
                    .as("orders of deal %s", deal)
                    .singleElement()
                    .satisfies(order -> {
                        assertThat(order.lines())
                                .as("lines of %s", order.number())
                                .isEqualTo(linesPerDeal);
                        assertThat(order.closed())
                                .as("%s is closed", order.number())
                                .isFalse();
                        assertThat(running.crm.property(deal, "erp_order_number"))
                                .as("order number in the CRM")
                                .isEqualTo(order.number());
                        assertThat(customers.getOrDefault(order.number(), List.of()))
                                .as("customers entitled by %s", order.number())
                                .hasSize(1);
                    });
            assertThat(creations.get("entente-" + key))
                    .as("times the order of %s was created", deal)
                    .isOne();
            assertThat(changes.get(deal))
                    .as("times the order number of %s was written", deal)
                    .isOne();
        }
    }

    /** No order of these deals was written to after it was made, not even with what it says anyway; with a simulated ERP. */
    public void noOrderWrittenAgain(Collection<String> deals) {
        var written = running.vendors.effectsByKey("netsuite", "update salesOrder");
        for (var deal : deals) {
            assertThat(written)
                    .as("times the order of %s was written again", deal)
                    .doesNotContainKey(
                            "entente-" + OrderKeys.of(running.topology.crm().connection(), deal));
        }
    }

    /** The CRM was not given the number of an order of these deals again, and no entitlement changed; with a simulated CRM and support tool. */
    public void nobodyToldAgain(Collection<String> deals) {
        var orders = running.books.orders().stream().collect(Collectors.toMap(BookedOrder::key, BookedOrder::number));
        var customers = customersByOrderNumber();
        var numbers = running.vendors.effectsByKey("hubspot", "repeat deals.erp_order_number");
        var changed = running.vendors.effectsByKey("zendesk", "change organization");
        for (var deal : deals) {
            var order = orders.get(OrderKeys.of(running.topology.crm().connection(), deal));
            assertThat(numbers)
                    .as("times the order number of %s was written again", deal)
                    .doesNotContainKey(deal);
            assertThat(changed)
                    .as("times the entitlement of %s was changed", deal)
                    .doesNotContainKeys(customers.getOrDefault(order, List.of()).toArray(String[]::new));
        }
    }

    /** External ids in the support tool. */
    private Map<String, List<String>> customersByOrderNumber() {
        return StreamSupport.stream(
                        running.vendors.records("zendesk", "organization").spliterator(), false)
                .collect(Collectors.groupingBy(
                        organization -> organization
                                .path("organization_fields")
                                .path("erp_order_number")
                                .asText(""),
                        Collectors.mapping(
                                organization -> organization.path("external_id").asText(), Collectors.toList())));
    }

    /** No order in the ERP but those of these deals. */
    public void nothingBesides(Collection<String> deals) {
        var keys = deals.stream()
                .map(deal -> OrderKeys.of(running.topology.crm().connection(), deal))
                .toList();
        assertThat(running.books.orders().stream().map(BookedOrder::key))
                .as("orders in the ERP")
                .containsExactlyInAnyOrderElementsOf(keys);
    }

    /** A simulated ERP also counts what it was asked to do: nothing was made and removed again. */
    private void creations(int expected) {
        if (running.topology.erp().front().equals("netsuite")) {
            assertThat(running.vendors
                            .effectsByKey("netsuite", "create salesOrder")
                            .values())
                    .as("times an order was created")
                    .hasSize(expected)
                    .containsOnly(1);
        }
    }

    private void writeBacks(List<String> deals, Set<String> numbers) {
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

    private void entitlements(int expected, Set<String> numbers) {
        var entitlements = running.desk.entitlements();
        assertThat(entitlements).as("entitlements in the support tool").hasSize(expected);
        assertThat(entitlements.stream().map(ShownEntitlement::orderNumber).collect(Collectors.toSet()))
                .as("order numbers shown in the support tool")
                .isEqualTo(numbers);
    }
}
