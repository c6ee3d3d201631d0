package dev.entente.endtoend.faults;

import dev.entente.endtoend.faults.Row.Coverage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The fault table, met by all services as processes of their own. {@code -Dfaults.rows=5,7,12-15} and {@code
 * -Dfaults.seeds=1..20} choose, {@code -Dfaults.lanes=2} runs as many trials at the same time, each with a sandbox of its own, and
 * {@code -Dfaults.page} names a file for the result, {@code -Dfaults.findings} one that has what earlier runs of the same came to.
 */
class FaultMatrixIT {

    private static final int LANES = Integer.parseInt(System.getProperty("faults.lanes", "1"));
    private static final FaultReport REPORT =
            new FaultReport(Findings.in(System.getProperty("faults.findings", "")), command());

    private static final Object APART = new Object();
    private static final List<Lane> LANE = new ArrayList<>();
    private static final BlockingQueue<Lane> FREE = new LinkedBlockingQueue<>();
    private static final ExecutorService TRIALS = Executors.newFixedThreadPool(LANES);

    @BeforeAll
    static void start() {
        for (int number = 1; number <= LANES; number++) {
            LANE.add(new Lane("fault-matrix-" + number));
        }
        FREE.addAll(LANE);
    }

    @AfterAll
    static void stop() throws InterruptedException, IOException {
        try {
            TRIALS.shutdownNow();
            if (!TRIALS.awaitTermination(5, TimeUnit.MINUTES)) {
                System.out.println("some trials did not end");
            }
            REPORT.ended();
            writePage();
            System.out.println(REPORT.table());
        } finally {
            LANE.forEach(Lane::close);
        }
    }

    /** After each trial, so that a run that is broken off has its page too. */
    private static synchronized void writePage() throws IOException {
        var page = System.getProperty("faults.page", "");
        if (!page.isEmpty()) {
            REPORT.write(Path.of(page), System.getProperty("faults.revision"));
        }
    }

    private static String command() {
        return "./entente faults"
                + (System.getProperty("sandbox.native", "").isEmpty() ? "" : " --native")
                + (LANES == 1 ? "" : " --lanes " + LANES)
                + " --seed " + System.getProperty("faults.seeds");
    }

    @TestFactory
    Stream<DynamicTest> rows() {
        var chosen = chosen(System.getProperty("faults.rows", ""));
        var trials = seeds(System.getProperty("faults.seeds", ""))
                .boxed()
                .flatMap(seed -> Matrix.ROWS.stream()
                        .filter(row -> row.coverage() instanceof Coverage.Shown && chosen.test(row.number()))
                        .map(row -> trial(row, seed)))
                .toList();
        return Stream.concat(
                trials.stream(),
                LANE.stream()
                        .map(lane ->
                                DynamicTest.dynamicTest("in the end each deal once", () -> lane.conclude(REPORT))));
    }

    /** Begins as soon as a lane is free; the test waits for it. */
    private static DynamicTest trial(Row row, long seed) {
        var trial = TRIALS.submit(() -> {
            var lane = FREE.take();
            try {
                if (((Coverage.Shown) row.coverage()).apart()) {
                    runApart(row, seed);
                } else {
                    lane.run(row, seed, REPORT);
                }
            } finally {
                FREE.add(lane);
                writePage();
            }
            return null;
        });
        return DynamicTest.dynamicTest("row %d, seed %d: %s".formatted(row.number(), seed, row.fault()), () -> {
            try {
                trial.get();
            } catch (ExecutionException violation) {
                throw violation.getCause();
            }
        });
    }

    /** One at a time: there are as many lanes as the machine can carry already. */
    private static void runApart(Row row, long seed) throws Exception {
        synchronized (APART) {
            try (var apart = new Lane("fault-matrix-apart")) {
                apart.run(row, seed, REPORT);
            }
        }
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
