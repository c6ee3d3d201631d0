package dev.entente.orchestrator.exploration;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The shortest way to a violation.
 *
 * @param start an expression by which a test makes the world it begins with
 * @param lines what happened and how everything stood after it
 * @param holds a statement about the world {@code end} at the end of the way, which fails for as long as the violation is there
 */
public record Counterexample(String violation, String start, List<String> moves, List<String> lines, String holds) {

    /** A time line for people, and the test that walks the same way again. */
    @Override
    public String toString() {
        return "VIOLATION: " + violation + "\n"
                + String.join("\n", lines) + "\n\n"
                + "    @Test\n    void replayed() {\n        var end = Explorer.replay(" + start
                + ", List.of(\n            "
                + moves.stream().map(move -> '"' + move + '"').collect(Collectors.joining(",\n            "))
                + "));\n\n        " + holds + "\n    }\n";
    }
}
