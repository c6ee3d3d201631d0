package dev.entente.endtoend.faults;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class FaultReportTest {

    private static final Row ROW = Matrix.ROWS.getFirst();

    @TempDir
    private Path directory;

    @Test
    void runsOfSomeSeedsEachAddUp() throws IOException {
        var first = run("faults --seed 1..2");
        first.held(ROW, 1, Duration.ofSeconds(1));
        first.violated(ROW, 2);
        first.heldInTheEnd(30);
        first.ended();

        var second = run("faults --seed 3");
        second.held(ROW, 3, Duration.ofSeconds(3));
        second.heldInTheEnd(12);
        assertThat(page(second)).contains("This run is not through.");
        second.ended();

        assertThat(page(second))
                .contains("Written by `faults --seed 1..2`, `faults --seed 3` of 1a2b3c4")
                .contains("| %s | %s | 3 | 1 (seeds [2]) | 2.0 s, 3.0 s |".formatted(ROW.fault(), ROW.mustHold()))
                .contains("42 deals, 0 violations.");
    }

    @Test
    void whatDidNotComeToItsEndIsAViolation() throws IOException {
        var run = run("faults");
        run.begun(ROW, 1);
        run.ended();

        assertThat(page(run)).contains("| 1 | 1 (seeds [1]) | – |");
    }

    private FaultReport run(String command) {
        return new FaultReport(Findings.in(directory.resolve("kept/findings").toString()), command);
    }

    private String page(FaultReport report) throws IOException {
        var page = directory.resolve("page.md");
        report.write(page, "1a2b3c4");
        return Files.readString(page);
    }
}
