package dev.entente.orchestrator.engine;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/** Rows turned into arrays, one a column: how {@code unnest} takes many rows in one statement. */
final class Columns<R> {

    private final List<R> rows;

    Columns(List<R> rows) {
        this.rows = rows;
    }

    @Nullable
    String[] texts(Function<R, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    Integer[] integers(Function<R, Integer> column) {
        return rows.stream().map(column).toArray(Integer[]::new);
    }

    Long[] longs(Function<R, Long> column) {
        return rows.stream().map(column).toArray(Long[]::new);
    }

    @Nullable
    OffsetDateTime[] times(Function<R, @Nullable Instant> column) {
        @Nullable OffsetDateTime[] times = new @Nullable OffsetDateTime[rows.size()];
        for (int at = 0; at < times.length; at++) {
            var instant = column.apply(rows.get(at));
            times[at] = instant == null ? null : instant.atOffset(ZoneOffset.UTC);
        }
        return times;
    }
}
