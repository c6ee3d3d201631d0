package dev.entente.orchestrator.engine;

import dev.entente.orchestrator.machine.Outcome;

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
