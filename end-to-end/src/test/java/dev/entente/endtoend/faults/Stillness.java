package dev.entente.endtoend.faults;

import dev.entente.endtoend.RunningSandbox;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Nothing is on its way any more: all records are dealt with, and nobody has any that are not published. */
final class Stillness {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What was just dealt with may still be about to say something: it is looked at again, and nothing may have come meanwhile. */
    private static final int LOOKS = 3;

    /** Twice as long as ERP and support go unasked, which is three seconds. */
    private static final int LOOKS_IN_THE_END = 24;

    private final RunningSandbox running;
    private final Consumption consumption;
    private Optional<Map<TopicPartition, Long>> last = Optional.empty();
    private final int looks;
    private int alike;

    private Stillness(RunningSandbox running, Consumption consumption, int looks) {
        this.running = running;
        this.consumption = consumption;
        this.looks = looks;
    }

    static void await(RunningSandbox running) {
        await(running, LOOKS);
    }

    /** For as long as the feeds could still find something to tell. */
    static void awaitTheEnd(RunningSandbox running) {
        await(running, LOOKS_IN_THE_END);
    }

    private static void await(RunningSandbox running, int looks) {
        try (var consumption = new Consumption(running.topology)) {
            var stillness = new Stillness(running, consumption, looks);
            RunningSandbox.await("nothing is on its way any more", PATIENCE, stillness::lasts);
        }
    }

    private boolean lasts() {
        var now = isEverythingPublished() ? consumption.dealtWith() : Optional.<Map<TopicPartition, Long>>empty();
        alike = now.isPresent() && now.equals(last) ? alike + 1 : 0;
        last = now;
        return alike >= looks - 1;
    }

    private boolean isEverythingPublished() {
        return count("entente_orchestrator", "outbox_batch where refused is null") == 0
                && count("entente_crm", "inbound_spool") == 0
                && count("entente_support", "inbound_spool") == 0
                && Crashes.undelivered(running) == 0;
    }

    private long count(String database, String rows) {
        return DatabaseLock.count(running.topology, database, "select count(*) from " + rows);
    }
}
