package dev.entente.orchestrator.machine;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table as a page for people: a Mermaid state diagram and the table itself, generated and checked in. */
public final class Diagram {

    private Diagram() {}

    /** Markdown. */
    public static String markdown(Machine machine) {
        var page = new StringBuilder();
        page.append("# ")
                .append(machine.workflow())
                .append(", definition ")
                .append(machine.version())
                .append("\n\n");
        page.append(
                "Generated from the machine's table; `./entente docs` writes it anew, a test refuses a stale one.\n\n");
        page.append("Owner: ").append(machine.contract().owner()).append(".\n\n```mermaid\nstateDiagram-v2\n");
        machine.starts()
                .forEach(start -> start.targets()
                        .forEach(target -> page.append("    [*] --> ")
                                .append(target.getSimpleName())
                                .append(" : ")
                                .append(start.event().getSimpleName())
                                .append('\n')));
        for (var state : machine.states()) {
            state.transitions()
                    .forEach(row -> row.targets()
                            .forEach(target -> page.append("    ")
                                    .append(state.name())
                                    .append(" --> ")
                                    .append(target.getSimpleName())
                                    .append(" : ")
                                    .append(row.event().getSimpleName())
                                    .append('\n')));
            state.asksAnewOn()
                    .forEach(event -> page.append("    ")
                            .append(state.name())
                            .append(" --> ")
                            .append(state.name())
                            .append(" : ")
                            .append(event.getSimpleName())
                            .append(", asks anew\n"));
            state.skip()
                    .ifPresent(skip -> skip.targets()
                            .forEach(target -> page.append("    ")
                                    .append(state.name())
                                    .append(" --> ")
                                    .append(target.getSimpleName())
                                    .append(" : skipped by a person\n")));
            state.end()
                    .ifPresent(end -> page.append("    ").append(state.name()).append(" --> [*]\n"));
        }
        page.append(
                "```\n\n| state | step | on entering | a person may | deadline | owner | ways on |\n|---|---|---|---|---|---|---|\n");
        machine.states().forEach(state -> page.append(row(machine, state)));
        return page.toString();
    }

    private static String row(Machine machine, StateDefinition<?> state) {
        var contract = state.step().map(machine.contract()::step);
        return "| %s | %s | %s | %s | %s | %s | %s |%n"
                .replace("%n", "\n")
                .formatted(
                        state.name(),
                        state.step().orElse("–"),
                        onEntering(state),
                        decisions(state),
                        contract.map(step -> step.deadline().toString()).orElse("–"),
                        contract.map(step -> step.owner()).orElse("–"),
                        state.transitions().stream()
                                .map(row -> row.event().getSimpleName() + " → "
                                        + row.targets().stream()
                                                .map(Class::getSimpleName)
                                                .collect(Collectors.joining(" or ")))
                                .collect(Collectors.joining("; ")));
    }

    private static String decisions(StateDefinition<?> state) {
        var skip = state.skip().map(way -> "skip it").stream();
        var correct = state.isCorrectable() ? Stream.of("correct its data") : Stream.<String>empty();
        var decisions = Stream.concat(skip, correct).collect(Collectors.joining(", "));
        return decisions.isEmpty() ? "–" : decisions;
    }

    private static String onEntering(StateDefinition<?> state) {
        if (state.end().isPresent()) {
            return state.end().get().name().toLowerCase(Locale.ROOT);
        }
        if (state.parksOnEntry()) {
            return "parks";
        }
        if (state.sendsCommand()) {
            return "sends a command";
        }
        return state.looksUp() ? "looks up reference data" : "waits";
    }
}
