package dev.entente.endtoend.observability;

import dev.entente.endtoend.Program;
import dev.entente.sandbox.launch.Systems;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Alert rules and routes, checked by the tools that will read them. */
class AlertRulesIT {

    private static final Path ROUTES = Path.of(System.getProperty("sandbox.home"), "observability/alertmanager");

    @BeforeAll
    static void toolsAreThere() {
        assumeTrue(Systems.isPrepared("prometheus"), "Prometheus is not installed: ./entente test --real installs it");
    }

    @Test
    void theRulesAreSound() {
        var checked = Program.run(
                Rules.FOLDER, "promtool", "check", "rules", "--lint=all", "--lint-fatal", "entente.rules.yaml");

        assertThat(checked.code()).as(checked.toString()).isZero();
    }

    @Test
    void theConfigurationIsSound() {
        var checked = Program.run(Rules.FOLDER, "promtool", "check", "config", "prometheus.yaml");

        assertThat(checked.code()).as(checked.toString()).isZero();
    }

    @Test
    void everyAlertFiresWhenItShouldAndNotOtherwise() {
        var tested = Program.run(Rules.FOLDER, "promtool", "test", "rules", "entente.rules.test.yaml");

        assertThat(tested.code()).as(tested.toString()).isZero();
    }

    @Test
    void theRoutesAreSound() {
        var checked = Program.run(ROUTES, "amtool", "check-config", "alertmanager.yaml");

        assertThat(checked.code()).as(checked.toString()).isZero();
    }

    /** A vendor that is down and a rule that said no never reach the same people. */
    @ParameterizedTest
    @CsvSource({
        "deadman, alertname=Watchdog, team=platform",
        "platform-page, team=platform, severity=page",
        "platform-ticket, team=platform, severity=ticket",
        "connections-page, team=connections, severity=page",
        "connections, team=connections, severity=ticket",
        "order-desk, team=order-desk, severity=ticket"
    })
    void everyAlertHasItsReader(String receiver, String one, String other) {
        var routed = Program.run(
                ROUTES, "amtool", "config", "routes", "test", "--config.file=alertmanager.yaml", one, other);

        assertThat(routed.output().lines().toList().getLast()).isEqualTo(receiver);
    }
}
