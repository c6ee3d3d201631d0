package dev.entente.orchestrator.engine;

import dev.entente.orchestrator.machine.Outcome;

import java.util.Optional;

/** What became of one piece of work: for those who asked for it. */
public sealed interface Applied {

    /** The word that stands for it in metrics and answers. */
    default String word() {
        return switch (this) {
            case Duplicate ignored -> "duplicate";
            case NoInstance ignored -> "no-instance";
            case Unreadable ignored -> "failed";
            case Failed ignored -> "failed";
            case Done done -> done.outcome().word();
        };
    }

    /** Why it could not be dealt with; empty when it was. */
    default Optional<String> problem() {
        return switch (this) {
            case Unreadable unreadable -> Optional.of(unreadable.reason());
            case Failed failed -> Optional.of(failed.reason());
            case Done ignored -> Optional.empty();
            case Duplicate ignored -> Optional.empty();
            case NoInstance ignored -> Optional.empty();
        };
    }

    /** It was applied, with this outcome. */
    record Done(Outcome outcome) implements Applied {}

    /** The same message had been dealt with before. */
    record Duplicate() implements Applied {}

    /** This version cannot read its instance, or does not run its workflow; nothing was changed. */
    record Unreadable(String reason) implements Applied {}

    /** It cannot be dealt with, whatever is tried; nothing was changed. */
    record Failed(String reason) implements Applied {}

    /** No instance has this business key, and the message starts none. */
    record NoInstance() implements Applied {}
}
