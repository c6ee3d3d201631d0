package dev.entente.endtoend;

import dev.entente.sandbox.demo.Orchestrator;
import dev.entente.sandbox.demo.OrderKeys;
import dev.entente.sandbox.launch.Component;
import dev.entente.sandbox.launch.Limits;
import dev.entente.sandbox.launch.Topology;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An upgrade from an earlier build to this one under load, back, and up again: for a while both versions of each service run beside each
 * other. Needs the earlier build: {@code ./entente upgrade}.
 */
class UpgradeTrial {

    private static final Path HOME = Path.of(System.getProperty("sandbox.home"));
    private static final Path EARLIER = Path.of(System.getProperty("upgrade.from", ""));

    /** With both versions of a service at work. */
    private static final Duration SIDE_BY_SIDE = Duration.ofSeconds(5);

    /** Long enough for orders to be under way whenever a version goes. */
    private static final int ORDER_MILLIS = 2000;

    /** Whether the earlier build must be one of an earlier definition of quote to cash. */
    private static final boolean REDEFINES = Boolean.getBoolean("upgrade.redefines");

    private RunningSandbox running;
    private Gateway gateway;

    @Test
    void upAndBackAndUpAgainUnderLoadEveryWebhookIsTakenAndEveryDealOrderedExactlyOnce() throws Exception {
        running = new RunningSandbox("upgrade", Limits.GENEROUS);
        var address = running.topology.url("crm-adapter");
        try {
            Topology.SERVICES.forEach(service -> running.sandbox.stop(service));
            Topology.SERVICES.forEach(service -> running.sandbox.start(earlier(replica(service, "earlier"))));
            running.vendors.holdAll("netsuite", "^PUT .*/salesOrder/eid:", ORDER_MILLIS);
            try (var webhooks =
                    new Gateway(URI.create(address).getPort(), running.topology.url("crm-adapter-earlier"))) {
                gateway = webhooks;
                everyDealIsOrderedOnce(upAndBackAndUpAgain());
            }
        } finally {
            running.close();
        }
    }

    /**
     * @param all in the order in which they were won
     * @param ofTheEarlier how many of them began while only the earlier version was there
     */
    private record Won(List<String> all, int ofTheEarlier) {}

    private Won upAndBackAndUpAgain() {
        try (var load = new SteadyDeals(running)) {
            LockSupport.parkNanos(SIDE_BY_SIDE.toNanos());
            var ofTheEarlier = load.won().size();
            for (var service : Topology.SERVICES) {
                replace(service + "-earlier", replica(service, "new"));
            }
            for (var service : Topology.SERVICES.reversed()) {
                replace(service + "-new", earlier(replica(service, "back")));
            }
            for (var service : Topology.SERVICES) {
                // In the end at the addresses where everybody looks for them; the CRM's webhooks have the gateway
                // there.
                replace(
                        service + "-back",
                        service.equals("crm-adapter")
                                ? replica(service, "again")
                                : running.topology.component(service));
            }
            LockSupport.parkNanos(SIDE_BY_SIDE.toNanos());
            return new Won(load.enough(), ofTheEarlier);
        }
    }

    private void everyDealIsOrderedOnce(Won won) {
        var deals = won.all();
        var ofTheEarlier = deals.subList(0, won.ofTheEarlier());
        var letters = running.orchestrator.replayLetters(
                "this version knows definitions up to", "the version that knows it is there again");
        RunningSandbox.await(
                "every deal awaits fulfilment",
                Duration.ofMinutes(3),
                () -> deals.stream().allMatch(deal -> running.orchestrator.isIn(deal, "AwaitingFulfilment")));
        new Audit(running).everyDealExactlyOnce(deals, 1);
        assertThat(gateway.answers()).as("answers to webhooks").containsOnlyKeys(204);
        var connection = running.topology.crm().connection();
        ofTheEarlier.forEach(deal -> running.books.fulfil(OrderKeys.of(connection, deal)));
        RunningSandbox.await(
                "instances that the earlier version stored go on",
                Duration.ofMinutes(2),
                () -> ofTheEarlier.stream().noneMatch(deal -> running.orchestrator.isIn(deal, "AwaitingFulfilment")));
        var present = running.orchestrator.definitions().path("present").asInt();
        assertThat(ofTheEarlier)
                .allSatisfy(deal -> assertThat(running.orchestrator
                                .instance(deal)
                                .orElseThrow()
                                .path("definitionVersion")
                                .asInt())
                        .as("definition that stores deal %s now", deal)
                        .isEqualTo(present));
        System.out.printf(
                "up, back and up again under load: %d deals, %d webhooks, all answered 204; %d orders; "
                        + "%d instances of the earlier version went on; %d events that it could not read were replayed%n",
                deals.size(), gateway.answers().get(204), deals.size(), ofTheEarlier.size(), letters);
    }

    private Component replica(String service, String which) {
        return running.topology.replica(service, service + "-" + which);
    }

    /** Builds that do not say so themselves would not start on a database that a newer one has migrated. */
    private static Component earlier(Component component) {
        return component.builtIn(HOME, EARLIER).with("quarkus.flyway.ignore-migration-patterns", "*:missing,*:future");
    }

    private void replace(String before, Component next) {
        running.sandbox.start(next);
        if (next.name().startsWith("crm-adapter")) {
            gateway.sendTo(running.topology.url(next.name()));
        }
        LockSupport.parkNanos(SIDE_BY_SIDE.toNanos());
        if (next.name().startsWith("orchestrator")) {
            meet(new Orchestrator(running.topology, before), new Orchestrator(running.topology, next.name()));
        }
        running.sandbox.stop(before);
    }

    /** The one that goes leaves an order under way that only the other can bring to an end, or that it must leave to a newer one. */
    private void meet(Orchestrator goes, Orchestrator stays) {
        var definition = goes.definitions().path("present").asInt();
        if (REDEFINES) {
            assertThat(definition)
                    .as("definition of the one that goes")
                    .isNotEqualTo(stays.definitions().path("present").asInt());
        }
        RunningSandbox.await(
                "an order is being made that the one that goes has asked for",
                Duration.ofMinutes(1),
                () -> stored(stays).getOrDefault(definition + " CreatingOrder", 0L) > 0);
        System.out.printf(
                "definition %d goes, %d stays; instances by definition and state: %s%n",
                definition, stays.definitions().path("present").asInt(), stored(stays));
    }

    private static Map<String, Long> stored(Orchestrator orchestrator) {
        var instances = new TreeMap<String, Long>();
        orchestrator
                .definitions()
                .path("stored")
                .forEach(count -> instances.put(
                        count.path("definition").asInt() + " "
                                + count.path("state").asText(),
                        count.path("instances").asLong()));
        return instances;
    }
}
