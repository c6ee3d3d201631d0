package dev.entente.endtoend;

import dev.entente.sandbox.demo.Crm.Line;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Somebody who wins a deal of one line about twice a second until it is enough. */
final class SteadyDeals implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RunningSandbox running;
    private final List<String> won = new CopyOnWriteArrayList<>();
    private final Thread salesperson;
    private volatile boolean over;

    SteadyDeals(RunningSandbox running) {
        this.running = running;
        this.salesperson = Thread.ofVirtual().start(this::winDeals);
    }

    /** Those won so far. */
    List<String> won() {
        return List.copyOf(won);
    }

    private void winDeals() {
        while (!over) {
            var name = "Customer " + won.size();
            var deal = running.crm.deal(
                    name + " renews",
                    running.crm.account(name, Map.of()),
                    "EUR",
                    List.of(new Line("SKU-WIDGET", "2", "49.90")));
            running.crm.win(deal);
            won.add(deal);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** No deal is won any more once this has returned. */
    @Override
    public void close() {
        over = true;
        try {
            salesperson.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
