package dev.entente.orchestrator.engine;

import org.jspecify.annotations.Nullable;

/**
 * A part of a workflow whose duration the business counts: until an instance goes from one state into another.
 *
 * @param name as it stands in the metric
 * @param since the state whose first entry begins it; absent for the beginning of the instance
 */
public record Milestone(String name, @Nullable String since, String from, String into) {

    boolean isReachedBy(Measured.Left step) {
        return step.state().equals(from) && step.into().equals(into);
    }
}
