package dev.entente.sandbox.demo;

import dev.entente.sandbox.launch.Topology;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The table at the end, from what the vendors say. */
final class Report {

    private final Topology topology;
    private final Crm crm;
    private final Books books;
    private final SupportDesk desk;
    private final Orchestrator orchestrator;

    /** What should come of a deal. */
    record Expectation(String title, boolean finishes) {}

    /** What came of it. */
    private record Row(String title, int orders, boolean writtenBack, boolean entitled, String parked, boolean right) {}

    Report(Topology topology, Crm crm, Books books, SupportDesk desk, Orchestrator orchestrator) {
        this.topology = topology;
        this.crm = crm;
        this.books = books;
        this.desk = desk;
        this.orchestrator = orchestrator;
    }

    /** Whether every count is right. */
    boolean print(Map<String, Expectation> deals) {
        var orders = books.ordersByCorrelation();
        var entitlements = entitlements();
        var right = true;
        System.out.printf(
                "%n  %-48s %6s  %-10s  %-11s  %s%n",
                "what the vendors say", "orders", "write-back", "entitlement", "parked");
        int all = 0;
        int written = 0;
        int entitled = 0;
        for (var deal : deals.entrySet()) {
            var row = row(deal.getKey(), deal.getValue(), orders, entitlements);
            right &= row.right();
            all += row.orders();
            written += row.writtenBack() ? 1 : 0;
            entitled += row.entitled() ? 1 : 0;
            System.out.printf(
                    "%s %-48s %6d  %-10s  %-11s  %s%n",
                    row.right() ? "✓" : "✗",
                    row.title(),
                    row.orders(),
                    row.writtenBack() ? "yes" : "–",
                    row.entitled() ? "yes" : "–",
                    row.parked());
        }
        System.out.printf("  %-48s %6d  %-10d  %-11d%n", deals.size() + " deals won", all, written, entitled);
        System.out.println(right ? "\nEvery count is right." : "\nA count is wrong.");
        System.out.println("One deal's whole way, by its correlation id: " + topology.url("traces"));
        return right;
    }

    private Row row(String deal, Expectation expected, Map<String, Integer> orders, Set<String> entitlements) {
        var instance = orchestrator.instance(deal).orElse(null);
        var correlation = instance == null ? "" : instance.path("correlationId").asText();
        var count = orders.getOrDefault(correlation, 0);
        var number = crm.property(deal, "erp_order_number");
        var isEntitled = entitlements.contains(correlation);
        var parked = instance == null || !instance.path("status").asText().equals("PARKED")
                ? ""
                : instance.path("parked").path("reason").asText();
        var right = expected.finishes()
                ? count == 1 && !number.isEmpty() && isEntitled && parked.isEmpty()
                : count == 0 && number.isEmpty() && !isEntitled && !parked.isEmpty();
        return new Row(expected.title(), count, !number.isEmpty(), isEntitled, parked, right);
    }

    private Set<String> entitlements() {
        return desk.entitlements().stream()
                .map(SupportDesk.ShownEntitlement::correlationId)
                .collect(Collectors.toSet());
    }
}
