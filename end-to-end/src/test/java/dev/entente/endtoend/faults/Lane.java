package dev.entente.endtoend.faults;

import dev.entente.endtoend.Audit;
import dev.entente.endtoend.RunningSandbox;
import dev.entente.endtoend.faults.Row.Coverage;
import dev.entente.sandbox.launch.Limits;
import dev.entente.sandbox.launch.Sandbox;
import dev.entente.sandbox.launch.Topology;
import org.opentest4j.TestAbortedException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A sandbox in which one trial runs after the other. */
final class Lane implements AutoCloseable {

    private static final List<String> SIMULATED = List.of("hubspot", "netsuite", "zendesk");

    private final RunningSandbox running;
    private final List<String> everyDeal = new ArrayList<>();

    Lane(String name) {
        running = new RunningSandbox(name, Limits.GENEROUS);
    }

    void run(Row row, long seed, FaultReport report) throws Exception {
        try {
            steady();
            var recovery = recovery(row, new Trial(running, row.number(), seed));
            report.held(row, recovery);
            System.out.printf(
                    "row %2d seed %2d recovered after %5.1f s%n", row.number(), seed, recovery.toMillis() / 1e3);
        } catch (TestAbortedException unable) {
            System.out.printf("row %2d seed %2d not run: %s%n", row.number(), seed, unable.getMessage());
            throw unable;
        } catch (Exception | AssertionError violation) {
            report.violated(row, seed);
            System.out.printf("row %2d seed %2d VIOLATED: %s%n", row.number(), seed, violation.getMessage());
            throw violation;
        }
    }

    private Duration recovery(Row row, Trial trial) throws Exception {
        try (var letsGo = (AutoCloseable) trial::letGo) {
            ((Coverage.Shown) row.coverage()).experiment().on(trial);
            return trial.conclude();
        } finally {
            everyDeal.addAll(trial.deals());
        }
    }

    /** Everything runs and nothing is disturbed, whatever the trial before left behind. */
    private void steady() {
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
    void inTheEnd() {
        new Audit(running).eachDealExactlyOnce(everyDeal, 2);
        new Audit(running).nothingBesides(everyDeal);
    }

    @Override
    public void close() {
        running.close();
    }
}
