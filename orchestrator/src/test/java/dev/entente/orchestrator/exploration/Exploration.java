package dev.entente.orchestrator.exploration;

import org.jspecify.annotations.Nullable;

/**
 * What an exploration came to.
 *
 * @param worlds different ones reached
 * @param moves tried
 * @param depth the most moves from the start to any world
 * @param complete whether every reachable world was explored, rather than the bound reached
 * @param counterexample of the first violation, if there is one
 */
public record Exploration(
        int worlds,
        long moves,
        int depth,
        boolean complete,
        @Nullable Counterexample counterexample) {

    @Override
    public String toString() {
        return "%,d worlds, %,d moves, up to %d deep, %s, %s"
                .formatted(
                        worlds,
                        moves,
                        depth,
                        complete ? "all explored" : "stopped at the bound",
                        counterexample == null ? "no violation" : "VIOLATED");
    }
}
