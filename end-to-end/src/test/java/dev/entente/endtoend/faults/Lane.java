package dev.entente.endtoend.faults;

import dev.entente.endtoend.Audit;
import dev.entente.endtoend.RunningSandbox;
import dev.entente.endtoend.faults.Row.Coverage;
import dev.entente.sandbox.launch.Limits;
import dev.entente.sandbox.launch.Sandbox;
import dev.entente.sandbox.launch.Topology;
import org.opentest4j.TestAbortedException;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A sandbox in which one trial runs after the other. */
final class Lane implements AutoCloseable {

    private static final List<String> SIMULATED = List.of("hubspot", "netsuite", "zendesk");

    private final RunningSandbox running;
    private final List<String> everyDeal = new ArrayList<>();
    private final List<String> everyDealToldOnce = new ArrayList<>();

    Lane(String name) {
        running = new RunningSandbox(name, Limits.GENEROUS);
    }

    void run(Row row, long seed, FaultReport report) throws Exception {
        report.begun(row, seed);
        try {
            steady();
            var recovery = recovery(row, new Trial(running, row.number(), seed));
            if (((Coverage.Shown) row.coverage()).apart()) {
                inTheEnd();
            }
            report.held(row, seed, recovery);
            System.out.printf(
                    "row %2d seed %2d recovered after %5.1f s%n", row.number(), seed, recovery.toMillis() / 1e3);
        } catch (TestAbortedException unable) {
            report.notRun(row, seed);
            System.out.printf("row %2d seed %2d not run: %s%n", row.number(), seed, unable.getMessage());
            throw unable;
        } catch (Throwable violation) {
            report.violated(row, seed);
            System.out.printf("row %2d seed %2d VIOLATED: %s%n", row.number(), seed, violation.getMessage());
            throw violation;
        }
    }

    private Duration recovery(Row row, Trial trial) throws Exception {
        try (var letsGo = (AutoCloseable) trial::letGo) {
            ((Coverage.Shown) row.coverage()).experiment().on(trial);
            var recovery = trial.conclude();
            everyDealToldOnce.addAll(trial.dealsToldOnce());
            return recovery;
        } finally {
            everyDeal.addAll(trial.deals());
        }
    }

    /** Everything runs and nothing is disturbed, whatever the trial before left behind. */
    private void steady() throws SQLException {
        for (var component : running.topology.all()) {
            if (running.sandbox.isRunning(component.name())) {
                running.sandbox.thaw(component.name());
            }
        }
        for (var service : Topology.SERVICES) {
            running.sandbox.stop(running.topology.replica(service).name());
        }
        running.sandbox.start(Sandbox.Progress.SILENT);
        CrmFeed.forgets(running.topology);
        SIMULATED.forEach(vendor -> {
            running.vendors.openBarrier(vendor);
            running.vendors.repair(vendor);
        });
    }

    /** Once more, of all deals of all trials. */
    void conclude(FaultReport report) {
        try {
            inTheEnd();
            report.heldInTheEnd(everyDeal.size());
        } catch (Throwable violation) {
            report.violatedInTheEnd(String.valueOf(violation.getMessage()));
            throw violation;
        }
    }

    /** What came late came for nothing. */
    private void inTheEnd() {
        Stillness.awaitTheEnd(running);
        var audit = new Audit(running);
        audit.eachDealExactlyOnce(everyDeal, 2);
        audit.noOrderWrittenAgain(everyDeal);
        audit.nobodyToldAgain(everyDealToldOnce);
        audit.nothingBesides(everyDeal);
    }

    @Override
    public void close() {
        running.close();
    }
}
