package dev.entente.endtoend.faults;

import dev.entente.endtoend.Audit;
import dev.entente.endtoend.RunningSandbox;
import dev.entente.endtoend.faults.Row.Coverage;
import dev.entente.sandbox.launch.Limits;
import dev.entente.sandbox.launch.Sandbox;
import dev.entente.sandbox.launch.Topology;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The fault table, met by all services as processes of their own. {@code -Dfaults.rows=5,7,12-15} and {@code
 * -Dfaults.seeds=1..20} choose, {@code -Dfaults.page} names a file for the result.
 */
class FaultMatrixIT {

    private static final FaultReport REPORT = new FaultReport();
    private static final List<String> EVERY_DEAL = new ArrayList<>();
    private static final List<String> SIMULATED = List.of("hubspot", "netsuite", "zendesk");

    private static RunningSandbox running;

    @BeforeAll
    static void start() {
        running = new RunningSandbox("fault-matrix", Limits.GENEROUS);
    }

    @AfterAll
    static void stop() throws IOException {
        try {
            System.out.println(REPORT.table());
            var page = System.getProperty("faults.page", "");
            if (!page.isEmpty()) {
                REPORT.write(Path.of(page), System.getProperty("faults.seeds"));
            }
        } finally {
            running.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> rows() {
        var chosen = chosen(System.getProperty("faults.rows", ""));
        var trials = seeds(System.getProperty("faults.seeds", ""))
                .boxed()
                .flatMap(seed -> Matrix.ROWS.stream()
                        .filter(row -> row.coverage() instanceof Coverage.Shown && chosen.test(row.number()))
                        .map(row -> DynamicTest.dynamicTest(
                                "row %d, seed %d: %s".formatted(row.number(), seed, row.fault()),
                                () -> run(row, seed))));
        return Stream.concat(
                trials, Stream.of(DynamicTest.dynamicTest("in the end each deal once", FaultMatrixIT::inTheEnd)));
    }

    private static void run(Row row, long seed) throws Exception {
        steady();
        var trial = new Trial(running, row.number(), seed);
        try {
            ((Coverage.Shown) row.coverage()).experiment().on(trial);
            var recovery = trial.conclude();
            REPORT.held(row, recovery);
            System.out.printf(
                    "row %2d seed %2d recovered after %5.1f s%n", row.number(), seed, recovery.toMillis() / 1e3);
        } catch (Exception | AssertionError violation) {
            REPORT.violated(row, seed);
            System.out.printf("row %2d seed %2d VIOLATED: %s%n", row.number(), seed, violation.getMessage());
            throw violation;
        } finally {
            trial.letGo();
            EVERY_DEAL.addAll(trial.deals());
        }
    }

    /** Everything runs and nothing is disturbed, whatever the trial before left behind. */
    private static void steady() {
        for (var component : running.topology.all()) {
            if (running.sandbox.isRunning(component.name())) {
                running.sandbox.thaw(component.name());
            }
        }
        for (var service : Topology.SERVICES) {
            running.sandbox.stop(running.topology.replica(service).name());
        }
        running.sandbox.start(Sandbox.Progress.SILENT);
        SIMULATED.forEach(vendor -> {
            running.vendors.openBarrier(vendor);
            running.vendors.repair(vendor);
        });
    }

    /** What came late came for nothing. */
    private static void inTheEnd() {
        new Audit(running).eachDealExactlyOnce(EVERY_DEAL, 2);
        new Audit(running).nothingBesides(EVERY_DEAL);
    }

    private static IntPredicate chosen(String rows) {
        if (rows.isBlank()) {
            return all -> true;
        }
        var chosen = new ArrayList<Integer>();
        for (var part : rows.split(",")) {
            var ends = part.strip().split("-");
            for (int row = Integer.parseInt(ends[0]); row <= Integer.parseInt(ends[ends.length - 1]); row++) {
                chosen.add(row);
            }
        }
        return chosen::contains;
    }

    private static LongStream seeds(String seeds) {
        var ends = (seeds.isBlank() ? "1" : seeds.strip()).split("\\.\\.");
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
    }
}
