package dev.entente.service.selection;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * How many of those that somebody means are dealt with by one request, and which of them are not.
 *
 * @param ids that are named; absent when a filter says which
 * @param most that are dealt with; when absent 100, or all that are named
 */
public record Many(@Nullable List<String> ids, @Nullable Integer most) {

    private static final int UNLESS_SAID = 100;

    /** How many are dealt with at most. */
    public int limit() {
        return most != null ? most : ids != null ? ids.size() : UNLESS_SAID;
    }

    /** Those that are named and were not found, in the order in which they were named, each once. */
    public List<String> leftOut(List<String> found) {
        var left = new LinkedHashSet<>(ids == null ? List.of() : ids);
        found.forEach(left::remove);
        return List.copyOf(left);
    }

    /** Whether a filter may mean others besides: as many were found as are dealt with. */
    public boolean mayBeMore(int found) {
        return ids == null && found == limit();
    }
}
