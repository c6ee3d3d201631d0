package dev.entente.sandbox.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.vendor.Exchange.BadRequest;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of SuiteQL as integrations mostly use: {@code SELECT columns FROM table WHERE condition AND … ORDER BY
 * columns}, with {@code =}, {@code >}, {@code >=}, {@code IN} and {@code TO_DATE}.
 */
final class SuiteQl {

    private static final Pattern QUERY = Pattern.compile(
            "\\s*SELECT\\s+(.+?)\\s+FROM\\s+(\\w+)(?:\\s+WHERE\\s+(.+?))?(?:\\s+ORDER\\s+BY\\s+(.+?))?\\s*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern IN =
            Pattern.compile("(\\w+)\\s+IN\\s*\\((.+)\\)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern COMPARISON = Pattern.compile("(\\w+)\\s*(>=|=|>)\\s*(.+)", Pattern.DOTALL);
    private static final Pattern DATE =
            Pattern.compile("TO_DATE\\s*\\(\\s*'([^']+)'\\s*,\\s*'DD/MM/YYYY HH24:MI:SS'\\s*\\)");
    private static final Pattern MOMENT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
    private static final DateTimeFormatter DATE_FORM = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss", Locale.ROOT);

    private final Function<String, List<ObjectNode>> tables;
    private final ZoneId timeZone;

    /**
     * @param tables the rows of a table by its lower-case name; an empty list for none
     * @param timeZone in which {@code TO_DATE} understands a time
     */
    SuiteQl(Function<String, List<ObjectNode>> tables, ZoneId timeZone) {
        this.tables = tables;
        this.timeZone = timeZone;
    }

    List<ObjectNode> query(String sql) throws BadRequest {
        var query = QUERY.matcher(sql);
        if (!query.matches()) {
            throw new BadRequest("Invalid search query. Detailed unprocessed description follows.");
        }
        Predicate<ObjectNode> where = query.group(3) == null ? row -> true : conditions(query.group(3));
        var order = query.group(4) == null ? "id" : query.group(4);
        var columns = query.group(1).toLowerCase(Locale.ROOT).split("\\s*,\\s*");
        return tables.apply(query.group(2).toLowerCase(Locale.ROOT)).stream()
                .filter(where)
                .sorted(order(order))
                .map(row -> project(row, columns))
                .toList();
    }

    private Predicate<ObjectNode> conditions(String where) throws BadRequest {
        Predicate<ObjectNode> all = row -> true;
        for (var condition : where.split("(?i)\\s+AND\\s+")) {
            all = all.and(condition(condition.strip()));
        }
        return all;
    }

    private Predicate<ObjectNode> condition(String condition) throws BadRequest {
        var in = IN.matcher(condition);
        if (in.matches()) {
            var column = in.group(1).toLowerCase(Locale.ROOT);
            var values = Arrays.stream(in.group(2).split("\\s*,\\s*"))
                    .map(this::literal)
                    .toList();
            return row -> values.contains(row.path(column).asText());
        }
        var comparison = COMPARISON.matcher(condition);
        if (!comparison.matches()) {
            throw new BadRequest("Invalid search query near '" + condition + "'");
        }
        var column = comparison.group(1).toLowerCase(Locale.ROOT);
        var value = literal(comparison.group(3).strip());
        return switch (comparison.group(2)) {
            case "=" -> row -> row.path(column).asText().equals(value);
            case ">" -> row -> compare(row.path(column).asText(), value) > 0;
            default -> row -> compare(row.path(column).asText(), value) >= 0;
        };
    }

    private String literal(String literal) {
        Matcher date = DATE.matcher(literal);
        if (date.matches()) {
            return LocalDateTime.parse(date.group(1), DATE_FORM)
                    .atZone(timeZone)
                    .toInstant()
                    .toString();
        }
        return literal.startsWith("'")
                ? literal.substring(1, literal.length() - 1).replace("''", "'")
                : literal;
    }

    private static Comparator<ObjectNode> order(String columns) {
        return Arrays.stream(columns.toLowerCase(Locale.ROOT).split("\\s*,\\s*"))
                .<Comparator<ObjectNode>>map(column -> (one, other) ->
                        compare(one.path(column).asText(), other.path(column).asText()))
                .reduce(Comparator::thenComparing)
                .orElseThrow();
    }

    /** Moments to the second, as the account keeps them. */
    private static int compare(String one, String other) {
        if (MOMENT.matcher(one).matches() && MOMENT.matcher(other).matches()) {
            return seconds(one).compareTo(seconds(other));
        }
        return one.matches("-?\\d+(\\.\\d+)?") && other.matches("-?\\d+(\\.\\d+)?")
                ? new BigDecimal(one).compareTo(new BigDecimal(other))
                : one.compareTo(other);
    }

    private static Instant seconds(String moment) {
        return Instant.parse(moment).truncatedTo(ChronoUnit.SECONDS);
    }

    private static ObjectNode project(ObjectNode row, String[] columns) {
        var projected = JsonNodeFactory.instance.objectNode();
        projected.putArray("links");
        for (var column : columns) {
            JsonNode value = row.get(column);
            if (value != null && !value.isNull()) {
                projected.put(column, value.asText());
            }
        }
        return projected;
    }
}
