package dev.entente.endtoend;

import dev.entente.sandbox.demo.Crm.Line;
import dev.entente.sandbox.launch.Limits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Every process of ours, the broker and the database are killed with {@code kill -9} while deals are under way. */
class KillFaultIT {

    private static final int DEALS = 50;
    private static final List<String> VICTIMS =
            List.of("crm-adapter", "erp-adapter", "support-adapter", "orchestrator", "broker", "database");

    private static RunningSandbox running;

    @BeforeAll
    static void start() {
        running = new RunningSandbox("faults", Limits.GENEROUS);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void whateverIsKilledNothingIsLostAndNothingHappensTwice() {
        // Given
        var seed = Long.getLong("sandbox.seed", System.currentTimeMillis());
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var deals = deals();
        var victims = new ArrayList<>(VICTIMS);
        Collections.shuffle(victims, random);
        var share = DEALS / victims.size() + 1;

        // When
        for (int at = 0; at < victims.size(); at++) {
            running.crm.winAll(deals.subList(Math.min(DEALS, at * share), Math.min(DEALS, (at + 1) * share)));
            LockSupport.parkNanos(Duration.ofMillis(100 + random.nextInt(1500)).toNanos());
            running.killAndRestart(victims.get(at), random);
        }

        // Then
        RunningSandbox.await(
                DEALS + " deals await fulfilment",
                Duration.ofMinutes(5),
                () -> running.orchestrator.countInState("AwaitingFulfilment") == DEALS);
        new Audit(running).everyDealExactlyOnce(deals, 2);
    }

    private static List<String> deals() {
        var deals = new ArrayList<String>();
        for (int number = 1; number <= DEALS; number++) {
            var name = "Customer %04d".formatted(number);
            deals.add(running.crm.deal(
                    name + " renews",
                    running.crm.account(name, Map.of()),
                    "EUR",
                    List.of(new Line("SKU-WIDGET", "2", "49.90"), new Line("SKU-GOLD", "1", "1200.00"))));
        }
        return deals;
    }
}
