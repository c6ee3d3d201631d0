package dev.entente.bench.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

/** {@code ./entente bench engine}: one run, one machine, one disk, one PostgreSQL with fsync on. */
final class EngineBench {

    private EngineBench() {}

    public static void main(String[] arguments) throws Exception {
        var home = Path.of(arguments[0]);
        try (var ground = Ground.start(home)) {
            ground.describe();
            say("what", "workflows/s", "a whole workflow", "microseconds of processor a transition");
            ours(ground);
            ground.createDatabase("bench_dbos");
            dbos(ground);
            var pgbench = new Pgbench(ground, home.resolve("bench/engine/target"));
            say("pgbench, 1 client", commits(pgbench.commitsPerSecond(1)), "", "");
            say("pgbench, 32 clients", commits(pgbench.commitsPerSecond(32)), "", "");
        }
    }

    private static void ours(Ground ground) throws Exception {
        ground.startOrchestrator();
        try (var worker = new StepWorker(ground.bootstrapServers())) {
            var ours = new Ours(ground, worker);
            var statements = new Statements(ground);
            ours.asFastAsPossible(20_000);
            statements.reset();
            say("Entente, as fast as it goes", ours.asFastAsPossible(40_000));
            statements.print();
            statements.reset();
            say("Entente, 500 a second", ours.atRate(500, Duration.ofSeconds(20)));
            statements.print();
        }
    }

    private static void dbos(Ground ground) {
        try (var dbos = new Dbos(ground)) {
            dbos.asFastAsPossible(4_000);
            var most = dbos.asFastAsPossible(10_000);
            say("DBOS Transact, as fast as it goes", most);
            say("DBOS Transact, 500 a second", dbos.atRate(500, 10_000));
        }
    }

    private static String commits(OptionalDouble perSecond) {
        return perSecond.isPresent() ? "%.0f commits/s".formatted(perSecond.getAsDouble()) : "not installed";
    }

    private static void say(String what, Ours.Result result) {
        say(what, "%.0f".formatted(result.perSecond()), result.latency().toString(), result.processorTime());
    }

    private static void say(String what, String perSecond, String latency, String processorTime) {
        System.out.printf("%-36s %16s   %-46s  %s%n", what, perSecond, latency, processorTime);
    }
}
