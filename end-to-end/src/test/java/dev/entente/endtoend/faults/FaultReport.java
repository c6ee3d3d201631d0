package dev.entente.endtoend.faults;

import dev.entente.endtoend.faults.Row.Coverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What trials came to, as a table. Several threads may tell it. */
final class FaultReport {

    private final Map<Integer, List<Duration>> recoveries = new TreeMap<>();
    private final Map<Integer, List<Long>> violations = new TreeMap<>();

    synchronized void held(Row row, Duration recovery) {
        recoveries.computeIfAbsent(row.number(), first -> new ArrayList<>()).add(recovery);
    }

    synchronized void violated(Row row, long seed) {
        violations.computeIfAbsent(row.number(), first -> new ArrayList<>()).add(seed);
    }

    /**
     * For the documentation.
     *
     * @param command that whoever wants to see it again has to give
     */
    void write(Path page, String command) throws IOException {
        Files.writeString(page, """
                # Faults

                Written by `%s`: each fault is met by all services as processes of their own, with a real
                Kafka and a real PostgreSQL, while deals are under way: few for odd seeds, many for even ones. Afterwards the
                simulated vendors themselves are asked, deal by deal, whether every effect is there exactly once.
                "Recovered" is the time from the end of the fault until the last deal is where it belongs, median and longest.

                %s""".formatted(command, table()));
    }

    synchronized String table() {
        var table = new StringBuilder(
                "| # | fault | must hold | trials | violations | recovered |\n|--:|---|---|--:|--:|---|\n");
        for (var row : Matrix.ROWS) {
            table.append("| %d | %s | %s | %s |\n".formatted(row.number(), row.fault(), row.mustHold(), outcome(row)));
        }
        return table.toString();
    }

    private String outcome(Row row) {
        return switch (row.coverage()) {
            case Coverage.Elsewhere test -> "– | – | shown by %s".formatted(test.test());
            case Coverage.Missing gap -> "– | – | **not covered**: %s".formatted(gap.why());
            case Coverage.Shown ignored -> measured(row.number());
        };
    }

    private String measured(int row) {
        var times = recoveries.getOrDefault(row, List.of()).stream().sorted().toList();
        var bad = violations.getOrDefault(row, List.of());
        if (times.isEmpty() && bad.isEmpty()) {
            return "0 | – | not run";
        }
        var recovered = times.isEmpty()
                ? "–"
                : "%s s, %s s".formatted(seconds(times.get(times.size() / 2)), seconds(times.getLast()));
        return "%d | %s | %s"
                .formatted(
                        times.size() + bad.size(),
                        bad.isEmpty() ? "0" : "%d (seeds %s)".formatted(bad.size(), bad),
                        recovered);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }
}
