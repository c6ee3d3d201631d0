package dev.entente.adapter.polling;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a feed stands at a vendor that is asked for what changed since a moment, page by page in the order of ids. Ids
 * do not change, so nothing slips between two pages, however busy the vendor is.
 *
 * <p>What changes behind a page while later ones are read is found by the next poll: that starts no later than this one
 * began. Its written form is {@code since} or, between pages, {@code since|began|latest|id}. Immutable, pure.
 */
public final class StampCursor {

    private final Instant since;
    private final Instant began;
    private final Instant latest;
    private final @Nullable String lastId;
    private final Duration overlap;

    /**
     * What the vendor says of one row: enough to go on from.
     *
     * @param changed absent when it is said in a form that is not understood
     */
    public record Row(String id, @Nullable Instant changed) {}

    private StampCursor(Instant since, Instant began, Instant latest, @Nullable String lastId, Duration overlap) {
        this.since = since;
        this.began = began;
        this.latest = latest;
        this.lastId = lastId;
        this.overlap = overlap;
    }

    /**
     * Reads the written form; a feed that was never read begins now.
     *
     * @throws IllegalArgumentException if {@code position} is no written form of a cursor
     */
    public static StampCursor at(@Nullable String position, Duration overlap, Instant now) {
        if (position == null) {
            return new StampCursor(now, now, now, null, overlap);
        }
        var parts = position.split("\\|", -1);
        try {
            if (parts.length == 1) {
                var last = Instant.parse(parts[0]);
                return new StampCursor(last.minus(overlap), now, last, null, overlap);
            }
            if (parts.length == 4) {
                return new StampCursor(
                        Instant.parse(parts[0]), Instant.parse(parts[1]), Instant.parse(parts[2]), parts[3], overlap);
            }
        } catch (java.time.format.DateTimeParseException malformed) {
            throw new IllegalArgumentException("'" + position + "' is not a feed position", malformed);
        }
        throw new IllegalArgumentException("'" + position + "' is not a feed position");
    }

    /** Rows changed at or after this moment are asked for. */
    public Instant since() {
        return since;
    }

    /** Only rows with a greater id; empty on the first page. */
    public Optional<String> afterId() {
        return Optional.ofNullable(lastId);
    }

    /**
     * The page that was read.
     *
     * @param rows all that the vendor answered, in the order of their ids, also those that became no item
     * @param more whether the vendor has further rows; one that says so on an empty page is not believed
     */
    public <T> FeedPage<T> page(List<T> items, List<Row> rows, boolean more) {
        var known = rows.stream()
                .map(Row::changed)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        var newest = known.stream().max(Instant::compareTo).orElse(latest);
        var seen = newest.isAfter(latest) ? newest : latest;
        var further = more && !rows.isEmpty();
        var position = further
                ? since + "|" + began + "|" + seen + "|"
                        + rows.get(rows.size() - 1).id()
                : end(seen, known.size() == rows.size()).toString();
        return new FeedPage<>(items, position, further);
    }

    /**
     * While nothing changes it comes along, one overlap behind, so that the last changes are not read for ever. What is not
     * understood moves it nowhere: our clock says nothing about the vendor's.
     */
    private Instant end(Instant seen, boolean understood) {
        var quiet = began.minus(overlap);
        if (seen.isAfter(began)) {
            return began;
        }
        return understood && seen.isBefore(quiet) ? quiet : seen;
    }
}
