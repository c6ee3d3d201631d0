package dev.entente.bench.engine;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;

import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** The same three steps in DBOS Transact for Java, on the same PostgreSQL. */
final class Dbos implements AutoCloseable {

    private static final int CALLERS = 32;

    private final DBOS dbos;
    private final Steps steps;

    /** As DBOS wants it: an interface whose calls it intercepts. */
    public interface Steps {
        long threeSteps(long number);
    }

    /** Three steps that return at once. */
    public static final class Implementation implements Steps {

        private final DBOS dbos;

        Implementation(DBOS dbos) {
            this.dbos = dbos;
        }

        @Override
        @Workflow(name = "threeSteps")
        public long threeSteps(long number) {
            var one = dbos.runStep(() -> number + 1, "one");
            var two = dbos.runStep(() -> one + 1, "two");
            return dbos.runStep(() -> two + 1, "three");
        }
    }

    Dbos(Ground ground) {
        this.dbos = new DBOS(DBOSConfig.defaults("bench")
                .withDatabaseUrl(ground.jdbcUrl("bench_dbos"))
                .withDbUser("entente")
                .withDbPassword("entente")
                .withAdminServer(false));
        this.steps = dbos.registerProxy(Steps.class, new Implementation(dbos));
        dbos.launch();
    }

    /** As fast as it goes with 32 callers. */
    Ours.Result asFastAsPossible(int workflows) {
        return run(workflows, 0);
    }

    /** At a steady rate. */
    Ours.Result atRate(int perSecond, int workflows) {
        return run(workflows, perSecond);
    }

    private Ours.Result run(int workflows, int perSecond) {
        var milliseconds = new double[workflows];
        var next = new AtomicInteger();
        var processorTime = ProcessorTime.now();
        var began = System.nanoTime();
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            IntStream.range(0, CALLERS)
                    .forEach(caller -> callers.execute(() -> call(milliseconds, next, began, perSecond)));
        }
        var seconds = (System.nanoTime() - began) / 1e9;
        return new Ours.Result(
                workflows / seconds, Percentiles.of(milliseconds), ProcessorTime.spent(processorTime, workflows * 4L));
    }

    private void call(double[] milliseconds, AtomicInteger next, long began, int perSecond) {
        for (int at = next.getAndIncrement(); at < milliseconds.length; at = next.getAndIncrement()) {
            var due = perSecond == 0 ? System.nanoTime() : began + at * 1_000_000_000L / perSecond;
            LockSupport.parkNanos(due - System.nanoTime());
            steps.threeSteps(at);
            milliseconds[at] = (System.nanoTime() - due) / 1e6;
        }
    }

    @Override
    public void close() {
        dbos.shutdown();
    }
}
