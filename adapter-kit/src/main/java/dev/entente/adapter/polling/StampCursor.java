package dev.entente.adapter.polling;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a feed stands at a vendor that is asked for what changed since a moment, page by page in the order of ids. Ids
 * do not change, so nothing slips between two pages, however busy the vendor is.
 *
 * <p>What changes behind a page while later ones are read is found by the next poll: that starts no later than this one
 * began. All its times are the vendor's: a clock of ours that is fast must not make it pass over changes. Its written form is
 * {@code since} or, between pages, {@code since|began|latest|id}. Immutable, pure.
 */
public final class StampCursor {

    private final Instant since;
    private final @Nullable Instant began;
    private final @Nullable Instant latest;
    private final @Nullable String lastId;
    private final Duration overlap;

    /**
     * What the vendor says of one row: enough to go on from.
     *
     * @param changed absent when it is said in a form that is not understood
     */
    public record Row(String id, @Nullable Instant changed) {}

    /**
     * @param began absent before the first page
     * @param latest absent when the feed was never read
     */
    private StampCursor(
            Instant since,
            @Nullable Instant began,
            @Nullable Instant latest,
            @Nullable String lastId,
            Duration overlap) {
        this.since = since;
        this.began = began;
        this.latest = latest;
        this.lastId = lastId;
        this.overlap = overlap;
    }

    /**
     * Reads the written form.
     *
     * @param now by the vendor's clock, as far as it is known before the vendor is asked: a position ahead of it is drawn back
     * @throws IllegalArgumentException if {@code position} is no written form of a cursor
     */
    public static StampCursor at(@Nullable String position, Duration overlap, Instant now) {
        if (position == null) {
            return new StampCursor(now, null, null, null, overlap);
        }
        var parts = position.split("\\|", -1);
        try {
            if (parts.length == 1) {
                var last = earlier(Instant.parse(parts[0]), now);
                return new StampCursor(last.minus(overlap), null, last, null, overlap);
            }
            if (parts.length == 4) {
                return new StampCursor(
                        Instant.parse(parts[0]), Instant.parse(parts[1]), Instant.parse(parts[2]), parts[3], overlap);
            }
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException("'" + position + "' is not a feed position", malformed);
        }
        throw new IllegalArgumentException("'" + position + "' is not a feed position");
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
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
     * The page that was read; of a feed that was never read, only the moment counts at which it begins.
     *
     * @param rows all that the vendor answered, in the order of their ids, also those that became no item
     * @param more whether the vendor has further rows; one that says so on an empty page is not believed
     * @param asked when, by the vendor's clock
     */
    public <T> FeedPage<T> page(List<T> items, List<Row> rows, boolean more, Instant asked) {
        if (latest == null) {
            return new FeedPage<>(List.of(), asked.toString(), false);
        }
        var start = began == null ? asked : began;
        var known = rows.stream().map(Row::changed).flatMap(Stream::ofNullable);
        var seen = Stream.concat(known, Stream.of(latest))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        var further = more && !rows.isEmpty();
        var position = further
                ? since + "|" + start + "|" + seen + "|" + rows.getLast().id()
                : end(seen, start).toString();
        return new FeedPage<>(items, position, further);
    }

    /** While nothing changes it comes along, one overlap behind, so that the last changes are not read for ever. */
    private Instant end(Instant seen, Instant start) {
        var quiet = start.minus(overlap);
        return earlier(seen.isBefore(quiet) ? quiet : seen, start);
    }
}
