package dev.entente.endtoend.faults;

import dev.entente.endtoend.faults.Row.Coverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What trials came to, as a table. Several threads may tell it. */
final class FaultReport {

    private final Map<Integer, List<Duration>> recoveries = new TreeMap<>();
    private final Map<Integer, List<Long>> violations = new TreeMap<>();
    private final Set<Begun> begun = new HashSet<>();
    private final List<String> violationsInTheEnd = new ArrayList<>();
    private int dealsInTheEnd;
    private boolean complete;

    private record Begun(Row row, long seed) {}

    synchronized void begun(Row row, long seed) {
        begun.add(new Begun(row, seed));
    }

    synchronized void held(Row row, long seed, Duration recovery) {
        begun.remove(new Begun(row, seed));
        recoveries.computeIfAbsent(row.number(), first -> new ArrayList<>()).add(recovery);
    }

    synchronized void violated(Row row, long seed) {
        begun.remove(new Begun(row, seed));
        violations.computeIfAbsent(row.number(), first -> new ArrayList<>()).add(seed);
    }

    synchronized void notRun(Row row, long seed) {
        begun.remove(new Begun(row, seed));
    }

    synchronized void heldInTheEnd(int deals) {
        dealsInTheEnd += deals;
    }

    synchronized void violatedInTheEnd(String violation) {
        violationsInTheEnd.add(violation);
    }

    /** No trial goes on: one that did not end is as bad as one that ended badly. */
    synchronized void isComplete() {
        Set.copyOf(begun).forEach(trial -> violated(trial.row(), trial.seed()));
        complete = true;
    }

    /**
     * For the documentation.
     *
     * @param command that whoever wants to see it again has to give
     * @param revision of what was tried
     */
    synchronized void write(Path page, String command, String revision) throws IOException {
        Files.writeString(page, """
                # Faults

                Written by `%s` of %s on %s: each fault is met by all services as processes of their own, with a real
                Kafka and a real PostgreSQL, while deals are under way: few for odd seeds, many for even ones. Once every deal is where it
                belongs and nothing is on its way any more, the simulated vendors themselves are asked, deal by deal, whether every effect is
                there exactly once and was asked for exactly once. The CRM adapter never asks for what it was not told, but in rows that are about that. A record that
                nobody could deal with is a violation, too.

                "Recovered" is the time from the end of the fault, every process being back, until the last deal is where it belongs: median and
                longest.

                %s
                %s
                """.formatted(command, revision, LocalDate.now(ZoneOffset.UTC), table(), inTheEnd()));
    }

    private String inTheEnd() {
        if (!complete) {
            return "This run is not through.";
        }
        return violationsInTheEnd.isEmpty()
                ? "In the end all %,d deals of those that share a sandbox were audited once more, and that there are no orders but theirs: 0 violations."
                        .formatted(dealsInTheEnd)
                : "In the end: " + violationsInTheEnd;
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
        var recovered =
                times.isEmpty() ? "–" : "%s s, %s s".formatted(seconds(median(times)), seconds(times.getLast()));
        return "%d | %s | %s"
                .formatted(
                        times.size() + bad.size(),
                        bad.isEmpty() ? "0" : "%d (seeds %s)".formatted(bad.size(), bad),
                        recovered);
    }

    private static Duration median(List<Duration> sorted) {
        return sorted.get((sorted.size() - 1) / 2)
                .plus(sorted.get(sorted.size() / 2))
                .dividedBy(2);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }
}
