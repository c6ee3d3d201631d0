package dev.entente.endtoend.faults;

import dev.entente.sandbox.launch.Topology;
import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Services whose clocks are wrong: libfaketime, Debian's package of this name, answers whoever asks the system for the time. */
final class Clocks {

    private static final Duration OFF = Duration.ofMinutes(10);
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "libfaketimeMT.so.1";
    private static final Pattern STAMP = Pattern.compile("^(\\S+Z) ", Pattern.MULTILINE);

    private Clocks() {}

    /**
     * The clock of one service is fast, then slow, then right again. Meanwhile the CRM adapter refuses every webhook, whose stamps it
     * takes to be outside HubSpot's window, and has to find deals by asking.
     */
    static void differ(Trial trial) throws IOException {
        var library = library();
        Misbehaviour.untilTheCrmIsAsked(trial);
        var service = Topology.SERVICES.get(trial.random.nextInt(Topology.SERVICES.size()));
        var right = trial.running.topology.component(service).with("entente.feed.every", "PT2S");
        for (var off : List.of(OFF, OFF.negated())) {
            trial.replace(right.in(showing(off, library)));
            assertThat(Duration.between(Instant.now(), lastLine(trial, service)))
                    .as("how far the clock of %s is off", service)
                    .isCloseTo(off, Duration.ofMinutes(1));
            trial.winSome();
            trial.until("deals settle although the clock of %s is off".formatted(service), trial::isSettled);
        }
        trial.restart(right);
        trial.winSome();
        trial.faultIsOver();
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
