package dev.entente.endtoend.observability;

import dev.entente.endtoend.Audit;
import dev.entente.endtoend.RunningSandbox;
import dev.entente.sandbox.launch.Limits;
import dev.entente.sandbox.launch.Systems;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each alert, brought about by the fault that its runbook is about, and ended by what the runbook says to do, or by itself when the
 * fault is over, where the runbook says so; afterwards every deal had its effects exactly once. Too slow for every run: {@code
 * ./entente runbooks}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunbookTrials {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private RunningSandbox running;
    private Prometheus prometheus;
    private Troubles troubles;

    @BeforeAll
    void start() {
        assertThat(Systems.isPrepared("prometheus"))
                .as("./entente real install prometheus")
                .isTrue();
        running = new RunningSandbox("runbooks", Limits.DEMO);
        troubles = new Troubles(running);
        prometheus = Prometheus.inAHurry(
                Path.of(
                        System.getProperty("sandbox.home"),
                        "end-to-end/target/runbooks-" + ProcessHandle.current().pid()),
                running.topology);
    }

    @AfterAll
    void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (running != null) {
            running.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyAlertIsBroughtAboutAndEnded() {
        assertThat(troubles.all().stream().flatMap(trouble -> trouble.alerts().stream()))
                .containsExactlyInAnyOrderElementsOf(Troubles.ALERTS);
        assertThat(troubles.all()).as("alerts that are tried").anyMatch(RunbookTrials::isWanted);
        return Stream.concat(
                troubles.all().stream()
                        .filter(RunbookTrials::isWanted)
                        .map(trouble -> DynamicTest.dynamicTest(trouble.toString(), () -> tryOut(trouble))),
                Stream.of(DynamicTest.dynamicTest("every deal had its effects exactly once", this::exactlyOnce)));
    }

    /** All of them, unless one is named. */
    private static boolean isWanted(Trouble trouble) {
        var named = System.getProperty("runbooks.alert", "");
        return named.isEmpty() || trouble.alerts().contains(named);
    }

    private void exactlyOnce() {
        troubles.settle();
        new Audit(running).eachDealExactlyOnce(troubles.good(), 2);
        System.out.printf(
                "%d deals were under way meanwhile: each has one order, one write-back, one entitlement%n",
                troubles.good().size());
    }

    private void tryOut(Trouble trouble) throws Exception {
        RunningSandbox.await(
                "none of " + trouble + " fires before",
                PATIENCE,
                () -> trouble.alerts().stream().noneMatch(prometheus::fires));
        var began = System.nanoTime();
        long fired;
        try {
            trouble.begins().take();
            for (var alert : trouble.alerts()) {
                RunningSandbox.await(alert + " fires", PATIENCE, () -> prometheus.fires(alert));
            }
        } finally {
            fired = System.nanoTime();
            trouble.ends().take();
        }
        for (var alert : trouble.alerts()) {
            RunningSandbox.await(alert + " is over", PATIENCE, () -> !prometheus.fires(alert));
        }
        System.out.printf(
                "%-50s fired within %5.1f s, over %5.1f s after its end%n",
                trouble, (fired - began) / 1e9, (System.nanoTime() - fired) / 1e9);
    }
}
