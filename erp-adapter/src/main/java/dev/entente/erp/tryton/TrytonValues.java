package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/** Tryton's typed JSON values, both ways ({@code trytond/protocols/jsonrpc.py}). Pure. */
final class TrytonValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String CLASS = "__class__";

    private TrytonValues() {}

    /** Texts, numbers, decimals, dates, moments, lists, maps and what is JSON already. */
    static JsonNode of(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case JsonNode node -> node;
            case String text -> JSON.textNode(text);
            case Boolean truth -> JSON.booleanNode(truth);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case BigDecimal decimal -> JSON.objectNode().put(CLASS, "Decimal").put("decimal", decimal.toPlainString());
            case LocalDate date -> date(date, "date");
            case Instant moment -> moment(moment.atOffset(ZoneOffset.UTC).toLocalDateTime());
            case Iterable<?> items -> {
                var array = JSON.arrayNode();
                items.forEach(item -> array.add(of(item)));
                yield array;
            }
            case Map<?, ?> fields -> {
                var object = JSON.objectNode();
                fields.forEach((name, field) -> object.set(String.valueOf(name), of(field)));
                yield object;
            }
            default -> throw new IllegalArgumentException("Tryton has no value for " + value.getClass());
        };
    }

    /** A quantity: a plain number, not a decimal. */
    static JsonNode quantity(BigDecimal quantity) {
        return JSON.numberNode(quantity);
    }

    private static ObjectNode date(LocalDate date, String type) {
        return JSON.objectNode()
                .put(CLASS, type)
                .put("year", date.getYear())
                .put("month", date.getMonthValue())
                .put("day", date.getDayOfMonth());
    }

    /** Microseconds are what Tryton keeps. */
    private static ObjectNode moment(LocalDateTime moment) {
        return date(moment.toLocalDate(), "datetime")
                .put("hour", moment.getHour())
                .put("minute", moment.getMinute())
                .put("second", moment.getSecond())
                .put("microsecond", moment.getNano() / 1000);
    }

    static BigDecimal decimal(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        try {
            return new BigDecimal(value.path("decimal").asText());
        } catch (NumberFormatException malformed) {
            throw unreadable(value, "decimal");
        }
    }

    /** Zero where Tryton has nothing to say. */
    static BigDecimal decimalOrZero(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? BigDecimal.ZERO : decimal(value);
    }

    static LocalDate date(JsonNode value) {
        if (!value.path("year").isInt()) {
            throw unreadable(value, "date");
        }
        try {
            return LocalDate.of(
                    value.path("year").asInt(),
                    value.path("month").asInt(),
                    value.path("day").asInt());
        } catch (DateTimeException none) {
            throw unreadable(value, "date");
        }
    }

    static Instant moment(JsonNode value) {
        var date = date(value);
        try {
            return date.atTime(
                            value.path("hour").asInt(),
                            value.path("minute").asInt(),
                            value.path("second").asInt(),
                            Math.multiplyExact(value.path("microsecond").asInt(), 1000))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException | ArithmeticException none) {
            throw unreadable(value, "moment");
        }
    }

    private static VendorFailure unreadable(JsonNode value, String kind) {
        return VendorFailure.refused(new Failure.Poison("the ERP's " + kind + " '" + value + "' is none"));
    }
}
