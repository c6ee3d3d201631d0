package dev.entente.endtoend.observability;

import dev.entente.endtoend.Audit;
import dev.entente.endtoend.RunningSandbox;
import dev.entente.sandbox.launch.Limits;
import dev.entente.sandbox.launch.Systems;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each alert, brought about by the fault that its runbook is about, and ended by what the runbook says to do; afterwards every
 * deal had its effects exactly once. Too slow for every run: {@code ./entente runbooks}.
 */
class RunbookTrials {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TestFactory
    @Timeout(value = 45, unit = java.util.concurrent.TimeUnit.MINUTES)
    Stream<DynamicTest> everyAlertIsBroughtAboutAndEnded() {
        assertThat(Systems.isPrepared("prometheus"))
                .as("./entente real install prometheus")
                .isTrue();
        var running = new RunningSandbox("runbooks", Limits.DEMO);
        var directory = Path.of(
                System.getProperty("sandbox.home"),
                "end-to-end/target/runbooks-" + ProcessHandle.current().pid());
        var prometheus = Prometheus.inAHurry(directory, running.topology);
        var troubles = new Troubles(running);
        assertThat(troubles.all().stream().flatMap(trouble -> trouble.alerts().stream()))
                .containsExactlyInAnyOrderElementsOf(Troubles.ALERTS);
        var tests = new ArrayList<DynamicTest>();
        troubles.all()
                .forEach(trouble ->
                        tests.add(DynamicTest.dynamicTest(trouble.toString(), () -> tryOut(trouble, prometheus))));
        tests.add(DynamicTest.dynamicTest("every deal had its effects exactly once", () -> {
            troubles.settle();
            new Audit(running).eachDealExactlyOnce(troubles.good(), 2);
            System.out.printf(
                    "%d deals were under way meanwhile: each has one order, one entitlement%n",
                    troubles.good().size());
        }));
        return tests.stream().onClose(() -> {
            prometheus.close();
            running.close();
        });
    }

    private static void tryOut(Trouble trouble, Prometheus prometheus) throws Exception {
        RunningSandbox.await(
                "none of " + trouble + " fires before",
                PATIENCE,
                () -> trouble.alerts().stream().noneMatch(prometheus::fires));
        var began = System.nanoTime();
        trouble.begins().take();
        for (var alert : trouble.alerts()) {
            RunningSandbox.await(alert + " fires", PATIENCE, () -> prometheus.fires(alert));
        }
        var fired = System.nanoTime();
        trouble.ends().take();
        for (var alert : trouble.alerts()) {
            RunningSandbox.await(alert + " is over", PATIENCE, () -> !prometheus.fires(alert));
        }
        System.out.printf(
                "%-50s fired within %5.1f s, over %5.1f s after what the runbook says was done%n",
                trouble, (fired - began) / 1e9, (System.nanoTime() - fired) / 1e9);
    }
}
