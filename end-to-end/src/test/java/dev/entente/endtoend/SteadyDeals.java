package dev.entente.endtoend;

import dev.entente.sandbox.demo.Crm.Line;
import org.jspecify.annotations.Nullable;

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
    private volatile @Nullable RuntimeException failure;

    SteadyDeals(RunningSandbox running) {
        this.running = running;
        this.salesperson = Thread.ofVirtual().start(this::winDeals);
    }

    /** Those won so far. */
    List<String> won() {
        return List.copyOf(won);
    }

    private void winDeals() {
        try {
            while (!over) {
                winOne();
            }
        } catch (RuntimeException unable) {
            failure = unable;
        }
    }

    private void winOne() {
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

    /**
     * It is enough.
     *
     * @return all that were won, in that order
     * @throws RuntimeException that ended it before
     */
    List<String> enough() {
        close();
        var early = failure;
        if (early != null) {
            throw early;
        }
        return won();
    }

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
