package dev.entente.orchestrator.engine;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The columns of some rows, each an array: how {@code unnest} takes any number of rows in one statement. The SQL depends
 * on the columns alone, so that a statement is prepared once.
 *
 * @param <R> what a row is made of
 */
final class Columns<R> {

    private final List<Column<R>> columns;

    /**
     * One column.
     *
     * @param type of the array's elements, as it is sent
     * @param cast to the column's own type, empty when that is {@code type}
     */
    private record Column<R>(
            String name,
            String type,
            String cast,
            Function<R, @Nullable Object> value,
            Function<List<?>, Object> array) {}

    private Columns(List<Column<R>> columns) {
        this.columns = columns;
    }

    static <R> Columns<R> none() {
        return new Columns<>(List.of());
    }

    Columns<R> text(String name, Function<R, @Nullable String> value) {
        return and(new Column<>(name, "text", "", value::apply, values -> values.toArray(String[]::new)));
    }

    /** Sent as text, stored as something else. */
    Columns<R> textAs(String type, String name, Function<R, @Nullable String> value) {
        return and(new Column<>(name, "text", "::" + type, value::apply, values -> values.toArray(String[]::new)));
    }

    Columns<R> integer(String name, Function<R, Integer> value) {
        return and(new Column<>(name, "int", "", value::apply, values -> values.toArray(Integer[]::new)));
    }

    Columns<R> bigint(String name, Function<R, Long> value) {
        return and(new Column<>(name, "bigint", "", value::apply, values -> values.toArray(Long[]::new)));
    }

    Columns<R> bool(String name, Function<R, @Nullable Boolean> value) {
        return and(new Column<>(name, "boolean", "", value::apply, values -> values.toArray(Boolean[]::new)));
    }

    Columns<R> time(String name, Function<R, @Nullable Instant> value) {
        return and(new Column<>(
                name,
                "timestamptz",
                "",
                row -> utc(value.apply(row)),
                values -> values.toArray(OffsetDateTime[]::new)));
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private Columns<R> and(Column<R> column) {
        var more = new ArrayList<>(columns);
        more.add(column);
        return new Columns<>(List.copyOf(more));
    }

    Columns<R> and(Columns<R> others) {
        var all = new ArrayList<>(columns);
        all.addAll(others.columns);
        return new Columns<>(List.copyOf(all));
    }

    /** How many parameters they take. */
    int count() {
        return columns.size();
    }

    /** {@code a, b, c} */
    String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** {@code u.a, u.b::jsonb, u.c} */
    String values() {
        return columns.stream()
                .map(column -> "u." + column.name() + column.cast())
                .collect(Collectors.joining(", "));
    }

    /** {@code a = u.a, b = u.b::jsonb, c = u.c} */
    String assignments() {
        return columns.stream()
                .map(column -> column.name() + " = u." + column.name() + column.cast())
                .collect(Collectors.joining(", "));
    }

    /**
     * {@code unnest($4::text[], $5::text[], $6::int[]) as u(a, b, c)}
     *
     * @param first number of the first parameter
     */
    String unnest(int first) {
        return IntStream.range(0, columns.size())
                .mapToObj(at -> "$" + (first + at) + "::" + columns.get(at).type() + "[]")
                .collect(Collectors.joining(", ", "unnest(", ") as u(" + names() + ")"));
    }

    /** The parameters, in the order of the columns. */
    List<Object> arrays(List<R> rows) {
        return columns.stream().map(column -> array(column, rows)).toList();
    }

    private static <R> Object array(Column<R> column, List<R> rows) {
        var values = new ArrayList<@Nullable Object>(rows.size());
        rows.forEach(row -> values.add(column.value().apply(row)));
        return column.array().apply(values);
    }
}
