package dev.entente.orchestrator.engine;

import io.vertx.mutiny.sqlclient.Row;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What an action does, or would do, to one instance.
 *
 * @param outcome {@code changed}, {@code refused}, {@code ignored}, {@code failed} or {@code gone}
 * @param note what happens, in words
 * @param stateAfter where the instance would stand; absent when nothing changes
 * @param commands types of the commands that would be sent
 */
public record ItemResult(
        String id,
        String businessKey,
        String state,
        String outcome,
        String note,
        @Nullable String stateAfter,
        List<String> commands) {

    /** Of an instance as it was found. */
    static ItemResult of(Row row, String outcome, String note, @Nullable String stateAfter, List<String> commands) {
        return new ItemResult(
                row.getString("id"),
                row.getString("business_key"),
                row.getString("state"),
                outcome,
                note,
                stateAfter,
                commands);
    }

    /** Whether the instance cannot be dealt with at all. */
    boolean failed() {
        return outcome.equals("failed");
    }

    /** Of many that are dealt with together or not at all: not. */
    ItemResult leftAsItIs() {
        return changed()
                ? new ItemResult(id, businessKey, state, "refused", "another of them cannot be read", null, List.of())
                : this;
    }

    /** Whether it changed the instance. */
    boolean changed() {
        return outcome.equals("changed");
    }

    /** Whether the instance stands elsewhere than before. */
    public boolean wentOn() {
        return changed() && !state.equals(stateAfter);
    }
}
