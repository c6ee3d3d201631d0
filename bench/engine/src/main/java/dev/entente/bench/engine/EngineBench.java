package dev.entente.bench.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * {@code ./entente bench engine}: one run, one machine, one disk, one PostgreSQL with fsync on. With {@code alone} Entente's speed and
 * latency only, for trying something out.
 */
final class EngineBench {

    private static final String ROW = "%-41s %16s %11s   %-46s  %s%n";

    /** Workflows a second. */
    private static final int[] RATES = {250, 500};

    /** Workflows a second, so few that each step is a batch of its own. */
    private static final int TWO_REPLICAS_SLOWLY = 25;

    /** At each rate before it counts: with smaller batches other code is hot, and the JVM's compiler is at it for a minute. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private static final Duration MEASURED = Duration.ofSeconds(30);

    /** As fast as they go before it counts: about a minute, too. */
    private static final int WARM_UP_WORKFLOWS = 60_000;

    /** As fast as they go. */
    private static final int WORKFLOWS = 40_000;

    private static final int WARM_UP_WORKFLOWS_OF_A_PEER = 20_000;

    private EngineBench() {}

    public static void main(String[] arguments) throws Exception {
        var home = Path.of(arguments[0]);
        var directory = home.resolve("bench/engine/target");
        try (var ground = Ground.start(home)) {
            ground.describe();
            System.out.printf(
                    ROW, "what", "workflows/s", "pace", "a whole workflow", "microseconds of processor a transition");
            var alone = arguments.length > 1 && arguments[1].equals("alone");
            ours(ground, alone);
            if (alone) {
                return;
            }
            ground.stopAllButDatabase();
            disk(directory);
            ground.createDatabase("bench_dbos");
            dbos(ground);
            restate(directory);
            onceMore(ground);
            var pgbench = new Pgbench(ground, directory);
            commits("pgbench, 1 client", pgbench, 1);
            commits("pgbench, 32 clients", pgbench, 32);
        }
    }

    private static void ours(Ground ground, boolean speedOnly) throws Exception {
        ground.startOrchestrator();
        try (var worker = new StepWorker(ground.bootstrapServers());
                var ours = new Ours(ground, worker, "run")) {
            speed(ground, ours);
            replicas(ground, ours);
            if (!speedOnly) {
                stored(ground, ours);
                timers(ground);
                recovery(ground, ours);
            }
        }
    }

    private static void speed(Ground ground, Ours ours) throws SQLException {
        var statements = new Statements(ground);
        ours.asFastAsPossible(WARM_UP_WORKFLOWS);
        statements.reset();
        say("Entente, as fast as it goes", ours.asFastAsPossible(WORKFLOWS));
        statements.print();
        for (var rate : RATES) {
            ours.atRate(rate, WARM_UP);
            statements.reset();
            say("Entente, %d a second".formatted(rate), ours.atRate(rate, MEASURED));
            statements.print();
        }
    }

    private static void fullSpeed(String what, Ours ours) throws SQLException {
        ours.asFastAsPossible(WARM_UP_WORKFLOWS);
        say(what, ours.asFastAsPossible(WORKFLOWS));
    }

    /** The topics of events are shared out among them each for itself: most steps are taken by another one than the step before. */
    private static void replicas(Ground ground, Ours ours) throws Exception {
        try (var second = ground.startReplica()) {
            fullSpeed("Entente, two replicas, as fast as they go", ours);
            for (var rate : new int[] {TWO_REPLICAS_SLOWLY, RATES[0]}) {
                ours.atRate(rate, WARM_UP);
                say("Entente, two replicas, %d a second".formatted(rate), ours.atRate(rate, MEASURED));
            }
        }
    }

    /** Whether a step costs more when there is more to look through. */
    private static void stored(Ground ground, Ours ours) throws SQLException {
        var stored = new Stored(ground);
        for (var altogether : new int[] {1_000, 100_000, 1_000_000}) {
            stored.fillTo(altogether);
            ours.asFastAsPossible(5_000);
            say("Entente, %,d more instances stored".formatted(altogether), ours.asFastAsPossible(15_000));
        }
    }

    /** Many that wait: what they cost while they do, and how late they are when their time comes. */
    private static void timers(Ground ground) throws SQLException {
        var stored = new Stored(ground);
        var before = ground.orchestratorsHeap();
        var from = Instant.now().plusSeconds(45);
        var over = Duration.ofMinutes(2);
        stored.park(100_000, from, over);
        var waiting = ground.orchestratorsHeap();
        var pace = Pace.start();
        var lateness = stored.lateness(100_000, from, over);
        say(
                "Entente, 100,000 timers, 833 a second",
                "",
                pace.end(),
                "late: " + lateness,
                "heap after a collection %d MB before they were there, %d MB with all of them"
                        .formatted(before >> 20, waiting >> 20));
    }

    private static void recovery(Ground ground, Ours ours) throws Exception {
        var pace = Pace.start();
        var took = ours.killedWith(10_000, () -> {
            ground.killOrchestrator();
            ground.startOrchestrator();
        });
        say(
                "Entente, kill -9 with 10,000 under way",
                "",
                pace.end(),
                "all done %.1f s after the kill".formatted(took.toMillis() / 1e3),
                "");
    }

    /** Peers are measured a quarter of an hour later, and the machine may be another one by then; this is as late as they are. */
    private static void onceMore(Ground ground) throws Exception {
        ground.startBesideDatabase();
        ground.startOrchestrator();
        try (var worker = new StepWorker(ground.bootstrapServers());
                var ours = new Ours(ground, worker, "again")) {
            fullSpeed("Entente, as fast as it goes, once more", ours);
        }
        ground.stopAllButDatabase();
    }

    private static void disk(Path directory) throws IOException {
        var pace = Pace.start();
        var disk = Disk.measured(directory, Duration.ofMinutes(2));
        say(
                "the disk, 16 KB at a time, each forced",
                "",
                pace.end(),
                disk.write().toString(),
                disk.toString());
    }

    private static void dbos(Ground ground) {
        try (var dbos = new Dbos(ground)) {
            beside("DBOS Transact", new Callers(dbos::threeSteps));
        }
    }

    private static void restate(Path directory) throws IOException, InterruptedException {
        var started = Restate.start(directory);
        if (started.isEmpty()) {
            System.out.printf(ROW, "Restate", "not to be had", "", "", "");
            return;
        }
        try (var restate = started.get()) {
            beside("Restate", new Callers(restate::threeSteps));
        }
    }

    private static void beside(String peer, Callers callers) {
        callers.asFastAsPossible(WARM_UP_WORKFLOWS_OF_A_PEER);
        say(peer + ", as fast as it goes", callers.asFastAsPossible(10_000));
        for (var rate : RATES) {
            callers.atRate(rate, rate * (int) WARM_UP.toSeconds());
            say("%s, %d a second".formatted(peer, rate), callers.atRate(rate, rate * (int) MEASURED.toSeconds()));
        }
    }

    private static void commits(String what, Pgbench pgbench, int clients) throws IOException, InterruptedException {
        var pace = Pace.start();
        var perSecond = pgbench.commitsPerSecond(clients);
        var commits = perSecond.isPresent() ? "%.0f commits/s".formatted(perSecond.getAsDouble()) : "not installed";
        say(what, commits, pace.end(), "", "");
    }

    private static void say(String what, Ours.Result result) {
        var perSecond = "%.0f".formatted(result.perSecond());
        say(what, perSecond, result.pace(), result.latency().toString(), result.processorTime());
    }

    private static void say(String what, String perSecond, Duration pace, String latency, String processorTime) {
        System.out.printf(ROW, what, perSecond, pace.toNanos() / 1000 + " µs", latency, processorTime);
    }
}
