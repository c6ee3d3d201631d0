package dev.entente.endtoend.faults;

import dev.entente.sandbox.launch.Component;
import dev.entente.sandbox.launch.Topology;
import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clocks that are wrong, and time that passes: libfaketime, Debian's package of this name, answers whoever asks the system for the
 * time.
 */
final class Clocks {

    private static final Duration OFF = Duration.ofMinutes(10);
    private static final Duration A_DAY = Duration.ofHours(23);
    private static final String ERP_ADAPTER = "erp-adapter";
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "libfaketimeMT.so.1";
    private static final Pattern STAMP = Pattern.compile("^(\\S+Z) ", Pattern.MULTILINE);

    private Clocks() {}

    /**
     * The clock of one service, by the seed, is fast, then slow, then right again. A CRM adapter whose clock is wrong refuses every
     * webhook, whose stamps it takes to be outside HubSpot's window, and has to find deals by asking.
     */
    static void differ(Trial trial) throws IOException, SQLException {
        var library = library();
        var service = Topology.SERVICES.get(Math.toIntExact(trial.seed % Topology.SERVICES.size()));
        var right = asking(trial.running.topology.component(service));
        if (service.equals(CrmFeed.SERVICE)) {
            CrmFeed.remembers(trial, right);
        } else {
            trial.replace(right);
        }
        for (var off : List.of(OFF, OFF.negated())) {
            trial.restart(right.withEnvironment(showing(off, library)));
            assertShows(off, trial, service);
            trial.winSome();
            trial.until("deals settle although the clock of %s is off".formatted(service), trial::isSettled);
        }
        trial.restart(right);
        trial.winSome();
        trial.faultIsOver();
    }

    /** An adapter that asks its vendor often, and looks back less far than its clock is off. */
    private static Component asking(Component service) {
        return service.name().endsWith("-adapter")
                ? service.with("entente.feed.every", "PT2S").with("entente.feed.overlap", "PT10S")
                : service;
    }

    /**
     * The ERP does not answer until the next day: its adapter is not there, and whatever else has a clock starts again a day later. The
     * commands are overdue by then and are sent again; yesterday's are still there as well.
     */
    static void aDayPasses(Trial trial) throws IOException {
        var library = library();
        var running = trial.running;
        running.sandbox.stop(ERP_ADAPTER);
        var won = trial.winSome();
        trial.until(
                "every deal waits for the ERP",
                () -> won.stream().allMatch(deal -> trial.isIn(deal, "EnsuringCustomer")));
        running.sandbox.stop();
        for (var component : running.topology.all()) {
            if (!component.name().equals(ERP_ADAPTER)) {
                running.sandbox.start(component.withEnvironment(showing(A_DAY, library)));
            }
        }
        assertShows(A_DAY, trial, "orchestrator");
        trial.winSome();
        trial.until(
                "what is overdue is sent again",
                () -> won.stream().allMatch(deal -> notes(trial, deal).anyMatch(note -> note.endsWith("asked again"))));
        running.sandbox.start(running.topology.component(ERP_ADAPTER).withEnvironment(showing(A_DAY, library)));
        assertShows(A_DAY, trial, ERP_ADAPTER);
        trial.faultIsOver();
    }

    private static Stream<String> notes(Trial trial, String deal) {
        var orchestrator = trial.running.orchestrator;
        return orchestrator.instance(deal).stream()
                .map(instance -> orchestrator.detail(instance.path("id").asText()))
                .flatMap(detail -> detail.findValuesAsText("note").stream());
    }

    /** Only what tells the time: timers of threads that end in the past would keep a processor busy. */
    private static Map<String, String> showing(Duration off, String library) {
        return Map.of(
                "LD_PRELOAD",
                library,
                "FAKETIME",
                "%+d".formatted(off.toSeconds()),
                "DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    private static void assertShows(Duration off, Trial trial, String service) throws IOException {
        assertThat(Duration.between(Instant.now(), lastLine(trial, service)))
                .as("how far the clock of %s is off", service)
                .isCloseTo(off, Duration.ofMinutes(1));
    }

    /** When it was written, by the clock of who wrote it. */
    private static Instant lastLine(Trial trial, String service) throws IOException {
        var stamps = STAMP.matcher(Files.readString(trial.running.data.resolve("logs/" + service + ".log")));
        return stamps.results()
                .reduce((earlier, later) -> later)
                .map(last -> Instant.parse(last.group(1)))
                .orElseThrow();
    }

    private static String library() throws IOException {
        try (var files = Files.find(LIBRARIES, 3, (path, ignored) -> path.endsWith("faketime/" + LIBRARY))) {
            var found = files.findFirst();
            Assumptions.assumeTrue(found.isPresent(), "libfaketime is not installed");
            return found.orElseThrow().toString();
        }
    }
}
