package dev.entente.endtoend;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.sandbox.demo.Crm.Line;
import dev.entente.sandbox.launch.Limits;
import dev.entente.sandbox.launch.Systems;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deals won in the simulated HubSpot become orders in a real Tryton and entitlements in a real Request Tracker, while each
 * of our services and Tryton's own server are killed with {@code kill -9}. The counts are Tryton's and Request Tracker's.
 */
class RealSystemsIT {

    private static final int DEALS = Integer.getInteger("sandbox.real.deals", 100);
    private static final List<String> VICTIMS =
            List.of("crm-adapter", "erp-adapter", "support-adapter", "orchestrator", "tryton-server");

    private static RunningSandbox running;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(
                Systems.isPrepared("tryton") && Systems.isPrepared("request-tracker"),
                "no Tryton or no Request Tracker here: ./entente test --real installs them");
        running = new RunningSandbox("real", Limits.GENEROUS, Systems.REAL);
    }

    @AfterAll
    static void stop() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void whateverIsKilledEveryDealIsOneOrderAndOneEntitlement() {
        // Given
        var seed = Long.getLong("sandbox.seed", System.currentTimeMillis());
        var random = new Random(seed);
        var victims = new ArrayList<>(VICTIMS);
        Collections.shuffle(victims, random);
        var deals = deals();
        running.crm.fault(JsonNodeFactory.instance
                .objectNode()
                .put("kind", "duplicate")
                .put("match", "deal.propertyChange closedwon")
                .put("copies", 2));

        // When
        var began = System.nanoTime();
        var share = (DEALS + victims.size()) / (victims.size() + 1);
        for (int at = 0; at <= victims.size(); at++) {
            running.crm.winAll(deals.subList(Math.min(DEALS, at * share), Math.min(DEALS, (at + 1) * share)));
            if (at < victims.size()) {
                LockSupport.parkNanos(
                        Duration.ofMillis(500 + random.nextInt(4000)).toNanos());
                running.killAndRestart(victims.get(at), random);
            }
        }

        // Then
        RunningSandbox.await(
                DEALS + " deals await fulfilment",
                Duration.ofMinutes(30),
                () -> running.orchestrator.countInState("AwaitingFulfilment") == DEALS);
        var seconds = (System.nanoTime() - began) / 1e9;
        new Audit(running).everyDealExactlyOnce(deals, 2);
        System.out.printf(
                "%d deals, each told twice, seed %d, kill -9 of %s: %d orders in Tryton, %d entitlements in Request Tracker"
                        + " after %.1f s%n",
                DEALS,
                seed,
                victims,
                running.books.orders().size(),
                running.desk.entitlements().size(),
                seconds);
        shipmentInvoiceAndTheirNewsReachCrmAndSupport(deals.getFirst());
    }

    private static void shipmentInvoiceAndTheirNewsReachCrmAndSupport(String deal) {
        var number = running.crm.property(deal, "erp_order_number");
        var order = running.books.orders().stream()
                .filter(one -> one.number().equals(number))
                .findFirst()
                .orElseThrow();

        running.books.fulfil(order.key());

        RunningSandbox.await(
                "the CRM and support show the order as billed",
                Duration.ofMinutes(4),
                () -> running.crm.property(deal, "erp_order_status").equals("billed")
                        && running.desk.entitlements().stream()
                                .anyMatch(shown -> shown.orderNumber().equals(number)
                                        && shown.orderStatus().equals("billed")));
        assertThat(running.books.ordersByCorrelation()).hasSize(DEALS);
    }

    private static List<String> deals() {
        var deals = new ArrayList<String>();
        for (int number = 1; number <= DEALS; number++) {
            var name = "Kunde Nr. %04d – Größe & Söhne".formatted(number);
            deals.add(running.crm.deal(
                    name + " renews",
                    running.crm.account(name, Map.of("domain", "kunde%04d.example".formatted(number))),
                    "EUR",
                    List.of(new Line("SKU-WIDGET", "2", "49.90"), new Line("SKU-GOLD", "1", "1200.00"))));
        }
        return deals;
    }
}
