package dev.entente.orchestrator.engine;

import dev.entente.orchestrator.machine.Outcome;
import io.vertx.mutiny.sqlclient.Row;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** What became of a piece of work, or would, with where its instance stands once its questions are answered, and what is sent. */
record Effect(Applied applied, @Nullable String stateAfter, List<String> commands) {

    /** @param batch in which it was applied; absent when it could not be */
    static Effect of(Applied applied, @Nullable Batch batch) {
        if (batch == null
                || !(applied instanceof Applied.Done done)
                || !(done.outcome() instanceof Outcome.Changed changed)) {
            return new Effect(applied, null, List.of());
        }
        var instance = changed.instance();
        return new Effect(applied, batch.stateOf(instance), batch.commandsOf(instance));
    }

    /** @param instance as it was found */
    ItemResult on(Row instance) {
        return ItemResult.of(instance, outcome(), note(), stateAfter, commands);
    }

    private String outcome() {
        return switch (applied) {
            case Applied.Done done -> done.outcome().word();
            case Applied.Duplicate ignored -> "ignored";
            case Applied.Unreadable ignored -> "failed";
            case Applied.Failed ignored -> "failed";
            case Applied.NoInstance ignored -> "gone";
        };
    }

    private String note() {
        return switch (applied) {
            case Applied.Done done -> done.outcome().note();
            case Applied.Duplicate ignored -> "the action had been carried out already";
            case Applied.Unreadable unreadable -> unreadable.reason();
            case Applied.Failed failed -> failed.reason();
            case Applied.NoInstance ignored -> "there is no such instance any more";
        };
    }
}
