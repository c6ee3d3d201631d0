package dev.entente.endtoend;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.sandbox.demo.Crm.Line;
import dev.entente.sandbox.launch.Limits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many deals won at once, each told twice. */
class VolumeIT {

    private static final int DEALS = Integer.getInteger("sandbox.deals", 1000);

    private static RunningSandbox running;

    @BeforeAll
    static void start() {
        running = new RunningSandbox("volume", Limits.GENEROUS);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void everyDealWonAtOnceAndToldTwiceIsOrderedExactlyOnce() throws Exception {
        // Given
        var deals = deals();
        running.crm.fault(JsonNodeFactory.instance
                .objectNode()
                .put("kind", "duplicate")
                .put("match", "deal.propertyChange closedwon")
                .put("copies", 2));

        // When
        var began = System.nanoTime();
        running.crm.winAll(deals);

        // Then
        RunningSandbox.await(
                DEALS + " deals await fulfilment",
                Duration.ofMinutes(25),
                () -> running.orchestrator.countInState("AwaitingFulfilment") == DEALS);
        var seconds = (System.nanoTime() - began) / 1e9;
        new Audit(running).everyDealExactlyOnce(deals, 2);
        System.out.printf(
                "%d deals won at once, each told twice: %d orders, %d write-backs, %d entitlements after %.1f s (%.1f deals/s)%n",
                DEALS, DEALS, DEALS, DEALS, seconds, DEALS / seconds);
    }

    private static List<String> deals() throws Exception {
        var tasks = new ArrayList<Callable<String>>();
        for (int number = 1; number <= DEALS; number++) {
            var name = "Customer %04d".formatted(number);
            tasks.add(() -> running.crm.deal(
                    name + " renews",
                    running.crm.account(name, Map.of()),
                    "EUR",
                    List.of(new Line("SKU-WIDGET", "2", "49.90"), new Line("SKU-GOLD", "1", "1200.00"))));
        }
        try (var executor = Executors.newFixedThreadPool(4)) {
            var deals = new ArrayList<String>();
            for (Future<String> deal : executor.invokeAll(tasks)) {
                deals.add(deal.get());
            }
            return deals;
        }
    }
}
