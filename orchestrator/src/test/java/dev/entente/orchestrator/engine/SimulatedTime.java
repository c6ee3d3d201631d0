package dev.entente.orchestrator.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes only when nothing is left to do at the present moment. */
final class SimulatedTime {

    private final PriorityQueue<Planned> plan =
            new PriorityQueue<>(Comparator.comparing(Planned::at).thenComparing(Planned::number));
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private long planned;

    /** Whatever is planned for the same moment happens in the order in which it was planned. */
    private record Planned(Instant at, long number, Runnable what) {}

    Instant now() {
        return now;
    }

    void after(Duration delay, Runnable what) {
        plan.add(new Planned(now.plus(delay), planned++, what));
    }

    void after(long millis, Runnable what) {
        after(Duration.ofMillis(millis), what);
    }

    /** Again and again, for ever. */
    void every(long millis, Runnable what) {
        after(millis, () -> {
            what.run();
            every(millis, what);
        });
    }

    void passUntil(Instant end) {
        while (plan.element().at().isBefore(end)) {
            var next = plan.remove();
            now = next.at();
            next.what().run();
        }
        now = end;
    }
}
