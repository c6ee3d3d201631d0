package dev.entente.sandbox.launch;

import dev.entente.sandbox.launch.Component.Readiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SandboxTest {

    @TempDir
    private Path home;

    private Sandbox sandbox;

    @BeforeEach
    void create() {
        sandbox = new Sandbox(new Directory(home, home.resolve("data")), Limits.DEMO, Systems.REAL);
    }

    @AfterEach
    void stop() {
        sandbox.stop();
    }

    @Test
    void whatWasStartedIsStoppedThoughARealSystemWasNeverPrepared() {
        // Given
        sandbox.start(process("database"));
        sandbox.start(process("erp-adapter-replica"));
        assertThatThrownBy(() -> sandbox.start("erp-adapter")).hasMessageContaining("tryton");

        // When
        sandbox.stop();

        // Then
        assertThat(sandbox.isRunning("database")).isFalse();
        assertThat(sandbox.isRunning("erp-adapter-replica")).isFalse();
    }

    @Test
    void servicesAreStoppedBeforeWhatTheyStandOn() throws IOException {
        // Given
        sandbox.start(process("broker"));
        sandbox.start(process("support-adapter"));
        sandbox.start(process("crm-adapter-second"));

        // When
        sandbox.stop();

        // Then
        assertThat(Files.readAllLines(home.resolve("ended")))
                .containsExactlyInAnyOrder("support-adapter", "crm-adapter-second", "broker")
                .endsWith("broker");
    }

    /** Notes when it is asked to end. */
    private Component process(String name) {
        var script = "trap 'echo \"$0\" >> \"$1\"; exit' TERM; echo ready; while true; do sleep 0.02; done";
        return new Component(
                name,
                name,
                List.of("sh", "-c", script, name, home.resolve("ended").toString()),
                new Readiness.LogLine("ready"),
                "");
    }
}
