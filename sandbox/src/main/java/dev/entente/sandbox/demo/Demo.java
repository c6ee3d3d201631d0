package dev.entente.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.sandbox.launch.Topology;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The demo: five deals, five fates. */
public final class Demo {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Set<String> ARRIVED =
            Set.of("AwaitingFulfilment", "UpdatingCrm", "UpdatingSupport", "Fulfilled");

    private final Topology topology;
    private final Crm crm;
    private final Vendors vendors;
    private final Books books;
    private final Orchestrator orchestrator;
    private final String round = Long.toString(System.currentTimeMillis() % 100_000_000L, 36);
    private final Instant began = Instant.now();

    /** A deal of the demo and what should come of it. */
    private record Case(String title, String deal, boolean finishes) {}

    public Demo(Topology topology) {
        this.topology = topology;
        this.crm = new Crm(topology);
        this.vendors = new Vendors(topology);
        this.books = Books.of(topology);
        this.orchestrator = new Orchestrator(topology);
    }

    /** Whether everything came out as it should. */
    public boolean run() {
        System.out.println("\nFive deals are won in the CRM.\n");
        var cases = cases();
        cases.forEach(one -> win(one));
        var settled = watch(cases);
        return new Report(topology, crm, books, SupportDesk.of(topology), orchestrator).print(results(cases))
                && settled;
    }

    private List<Case> cases() {
        var widget = List.of(new Crm.Line("SKU-WIDGET", "3", "49.90"), new Crm.Line("SKU-GOLD", "1", "1200.00"));
        return List.of(
                deal("a good deal", "Aurora", widget, true, Map.of()),
                deal("a deal told five times", "Borealis", widget, true, Map.of()),
                deal(
                        "a product nobody mapped",
                        "Cirrus",
                        List.of(new Crm.Line("SKU-" + round, "1", "10.00")),
                        false,
                        Map.of()),
                deal("an ERP that times out after creating the order", "Dune", widget, true, Map.of()),
                deal(
                        "a customer over the credit limit",
                        "Ember",
                        List.of(new Crm.Line("SKU-GADGET", "400", "199.00")),
                        false,
                        Map.of()));
    }

    private Case deal(
            String title, String customer, List<Crm.Line> lines, boolean finishes, Map<String, String> company) {
        var account = crm.account(customer + " " + round, company);
        var deal = crm.deal(customer + " renews", account, "EUR", lines);
        if (customer.equals("Ember")) {
            books.limitCredit(account.company(), "Ember " + round, 10_000);
        }
        return new Case(title, deal, finishes);
    }

    private void win(Case one) {
        var fault = JsonNodeFactory.instance.objectNode();
        if (one.title().contains("five times")) {
            crm.fault(fault.put("kind", "duplicate")
                    .put("match", "deal.propertyChange closedwon")
                    .put("copies", 5)
                    .put("times", 1));
        }
        if (one.title().contains("times out")) {
            vendors.fault(
                    topology.erp().front(),
                    fault.put("kind", "time-out-after")
                            .put("match", creation(one.deal()))
                            .put("times", 1)
                            .put("delayMillis", 20_000));
        }
        crm.win(one.deal());
        System.out.println("  won: " + one.title() + " (deal " + one.deal() + ")");
    }

    /** The request that makes the order of a deal; Tryton's say nothing about it that a pattern could see. */
    private String creation(String deal) {
        return topology.erp().front().equals("tryton")
                ? "model.sale.sale.create"
                : "PUT /services/rest/record/v1/salesOrder/eid:entente-"
                        + OrderKeys.of(topology.crm().connection(), deal);
    }

    /** Shows every step as it happens, until each deal stands where it should or patience ends. */
    private boolean watch(List<Case> cases) {
        System.out.println();
        var shown = new HashMap<String, Integer>();
        var open = new HashSet<>(cases);
        while (!open.isEmpty() && Instant.now().isBefore(began.plus(PATIENCE))) {
            for (var one : cases) {
                var instance = orchestrator.instance(one.deal()).orElse(null);
                if (instance != null) {
                    show(one, orchestrator.detail(instance.path("id").asText()), shown);
                    if (isSettled(one, instance)) {
                        open.remove(one);
                    }
                }
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return open.isEmpty();
    }

    private static boolean isSettled(Case one, JsonNode instance) {
        return one.finishes()
                ? ARRIVED.contains(instance.path("state").asText())
                : instance.path("status").asText().equals("PARKED");
    }

    private void show(Case one, JsonNode detail, Map<String, Integer> shown) {
        var history = detail.path("history");
        for (int at = shown.getOrDefault(one.deal(), 0); at < history.size(); at++) {
            var line = history.get(at);
            var after = Duration.between(began, Instant.parse(line.path("at").asText()));
            System.out.printf(
                    "  %6.2f s  %-8s %-22s → %-24s %s%n",
                    after.toMillis() / 1000.0,
                    "deal " + one.deal(),
                    line.path("trigger").asText(),
                    line.path("outcome").asText().equals("changed")
                            ? line.path("toState").asText()
                            : "(" + line.path("note").asText() + ")",
                    at == 0
                            ? "correlation id "
                                    + detail.path("instance")
                                            .path("correlationId")
                                            .asText()
                            : "");
        }
        shown.put(one.deal(), history.size());
    }

    private Map<String, Report.Expectation> results(List<Case> cases) {
        var expected = new LinkedHashMap<String, Report.Expectation>();
        for (var one : new ArrayList<>(cases)) {
            expected.put(one.deal(), new Report.Expectation(one.title(), one.finishes()));
        }
        return expected;
    }
}
