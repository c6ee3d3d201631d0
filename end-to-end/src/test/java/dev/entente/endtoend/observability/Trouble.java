package dev.entente.endtoend.observability;

import java.util.Map;
import java.util.Set;

/**
 * A fault that alerts are about, and its end.
 *
 * @param alerts all that fire because of it
 * @param ends what the runbook says to do; where it says that the suite goes on by itself, that the fault is over
 */
record Trouble(Set<String> alerts, Step begins, Step ends) {

    /** Why an alert has none. */
    static final Map<String, String> UNTRIED = Map.of(
            "Watchdog", "it always fires",
            "HandlerDefective", "no defect of ours is known, and the product has no code that makes one",
            "SeriesRefused", "no metric comes near its greatest number of series",
            "WebhookBudgetBurnsSlowly", "the same as WebhookBudgetBurnsFast, over days");

    /** Something that is done to the whole suite. */
    @FunctionalInterface
    interface Step {
        void take() throws Exception;
    }

    @Override
    public String toString() {
        return String.join(", ", alerts);
    }
}
