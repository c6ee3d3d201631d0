package dev.entente.orchestrator.machine;

import dev.entente.contracts.message.Command;
import org.jspecify.annotations.Nullable;

/** What a stimulus did to an instance. */
public sealed interface Outcome {

    /** One line for the history. */
    String note();

    /** The word that stands for it in history, metrics and answers. */
    default String word() {
        return switch (this) {
            case Changed ignored -> "changed";
            case Ignored ignored -> "ignored";
            case Refused ignored -> "refused";
        };
    }

    /**
     * The instance changed.
     *
     * @param command to be sent, with the id of the instance's present attempt
     * @param lookup to be answered before the transaction ends
     */
    record Changed(
            Instance instance,
            @Nullable Command command,
            @Nullable Lookup lookup,
            String note) implements Outcome {}

    /** Nothing changed, and that is right. */
    record Ignored(String note) implements Outcome {}

    /** The stimulus is not possible now; a person asked for it and is told. */
    record Refused(String note) implements Outcome {}
}
