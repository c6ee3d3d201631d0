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
import java.util.stream.Collectors;

/** What trials came to, as a table, those of earlier runs included. Several threads may tell it. */
final class FaultReport {

    private final Findings findings;
    private final Set<Begun> begun = new HashSet<>();
    private final List<String> commands = new ArrayList<>();
    private final Map<Integer, List<Duration>> recoveries = new TreeMap<>();
    private final Map<Integer, List<Long>> violations = new TreeMap<>();
    private final List<String> violationsInTheEnd = new ArrayList<>();
    private int dealsInTheEnd;
    private boolean ended;

    private record Begun(Row row, long seed) {}

    /** @param command that whoever wants to see the run again has to give */
    FaultReport(Findings findings, String command) {
        this.findings = findings;
        findings.ofEarlierRuns().forEach(this::count);
        tell(new Finding.Began(command));
    }

    synchronized void begun(Row row, long seed) {
        begun.add(new Begun(row, seed));
    }

    synchronized void held(Row row, long seed, Duration recovery) {
        begun.remove(new Begun(row, seed));
        tell(new Finding.Held(row.number(), seed, recovery.toMillis()));
    }

    synchronized void violated(Row row, long seed) {
        begun.remove(new Begun(row, seed));
        tell(new Finding.Violated(row.number(), seed));
    }

    synchronized void notRun(Row row, long seed) {
        begun.remove(new Begun(row, seed));
    }

    synchronized void heldInTheEnd(int deals) {
        tell(new Finding.HeldInTheEnd(deals));
    }

    synchronized void violatedInTheEnd(String violation) {
        tell(new Finding.ViolatedInTheEnd(violation));
    }

    /** No trial goes on any more: one that did not come to its end is as bad as one that ended badly. */
    synchronized void ended() {
        Set.copyOf(begun).forEach(trial -> violated(trial.row(), trial.seed()));
        tell(new Finding.Ended());
    }

    private void tell(Finding finding) {
        count(finding);
        findings.add(finding);
    }

    private void count(Finding finding) {
        switch (finding) {
            case Finding.Began began -> {
                commands.add(began.command());
                ended = false;
            }
            case Finding.Held held ->
                recoveries
                        .computeIfAbsent(held.row(), first -> new ArrayList<>())
                        .add(Duration.ofMillis(held.recovery()));
            case Finding.Violated violated ->
                violations
                        .computeIfAbsent(violated.row(), first -> new ArrayList<>())
                        .add(violated.seed());
            case Finding.HeldInTheEnd audited -> dealsInTheEnd += audited.deals();
            case Finding.ViolatedInTheEnd audited -> violationsInTheEnd.add(audited.violation());
            case Finding.Ended end -> ended = true;
        }
    }

    /**
     * For the documentation.
     *
     * @param revision of what was tried
     */
    synchronized void write(Path page, String revision) throws IOException {
        Files.writeString(
                page, """
                # Faults

                Written by %s of %s on %s: each fault is met by all services as processes of their own, with a real
                Kafka and a real PostgreSQL, while deals are under way: few for odd seeds, many for even ones. Once every deal is where it
                belongs and nothing is on its way any more, the simulated vendors themselves are asked, deal by deal: there is one order, the
                CRM shows its number, one customer of the support tool is entitled by it; the order was never written to again, the number never
                written again, the entitlement never changed. (In rows 16 and 20 CRM and support may be told again of an order that they have been told of:
                in one because nobody knows any more that they were, in the other because the deal was taken back.) No record was set aside but
                those of row 38. But for rows that are about that, the CRM adapter does not ask for what it was not told.

                "Recovered" is the time from the end of the fault, every process being back, until the last deal is where it belongs: median and
                longest.

                %s
                %s
                """.formatted(commands(), revision, LocalDate.now(ZoneOffset.UTC), table(), inTheEnd()));
    }

    private String commands() {
        return commands.stream().distinct().collect(Collectors.joining("`, `", "`", "`"));
    }

    private String inTheEnd() {
        if (!ended) {
            return "This run is not through.";
        }
        var all = String.format(
                Locale.ROOT,
                "At the end of each run the deals of trials that share a sandbox were audited once more, and whether there are"
                        + " orders but theirs: %,d deals, ",
                dealsInTheEnd);
        return violationsInTheEnd.isEmpty()
                ? all + "0 violations."
                : all + "\n\n    " + String.join("\n", violationsInTheEnd).replace("\n", "\n    ");
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
