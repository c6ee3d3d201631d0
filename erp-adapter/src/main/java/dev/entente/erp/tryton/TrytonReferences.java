package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.Remembered;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Money;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Clock;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an administrator set up: currencies and their rates, countries, payment terms, price lists, taxes. */
final class TrytonReferences {

    private static final int ALL = 1000;
    private static final String BY_ID = "id ASC";

    private final Remembered<Map<String, JsonNode>> currencies;
    private final Remembered<Map<String, JsonNode>> countries;
    private final Remembered<Map<String, JsonNode>> priceLists;
    private final Remembered<Map<String, JsonNode>> taxes;
    private final Remembered<Map<Integer, Long>> terms;
    private final Remembered<Currency> ownCurrency;

    TrytonReferences(TrytonRpc rpc, Clock clock) {
        currencies = table(rpc, clock, "currency.currency", "code", "rate");
        countries = table(rpc, clock, "country.country", "code");
        priceLists = table(rpc, clock, "product.price_list", "name");
        taxes = table(rpc, clock, "account.tax", "id", "type", "rate", "parent");
        terms = new Remembered<>(() -> terms(rpc), clock);
        ownCurrency = new Remembered<>(
                () -> rpc.company()
                        .chain(company -> rpc.read("company.company", List.of(company), "currency.code"))
                        .map(rows -> Money.currency(
                                rows.get(0).path("currency.").path("code").asText())),
                clock);
    }

    private static Remembered<Map<String, JsonNode>> table(
            TrytonRpc rpc, Clock clock, String model, String key, String... fields) {
        var asked = new String[fields.length + 1];
        asked[0] = key;
        System.arraycopy(fields, 0, asked, 1, fields.length);
        return new Remembered<>(
                () -> rpc.search(model, List.of(), BY_ID, ALL, asked).map(rows -> index(rows, key)), clock);
    }

    private static Map<String, JsonNode> index(List<JsonNode> rows, String key) {
        return rows.stream()
                .collect(Collectors.toMap(row -> row.path(key).asText(), Function.identity(), (one, other) -> one));
    }

    Uni<Long> currency(Currency currency) {
        return id(currencies, currency.getCurrencyCode(), "the ERP does not use the currency ");
    }

    Uni<Long> country(String code) {
        return id(countries, code, "the ERP does not know the country ");
    }

    Uni<Long> priceList(String name) {
        return id(priceLists, name, "the ERP has no price level ");
    }

    private static Uni<Long> id(Remembered<Map<String, JsonNode>> table, String key, String unless) {
        return table.get().map(rows -> {
            var row = rows.get(key);
            if (row == null) {
                throw VendorFailure.refused(new Failure.Invalid(unless + "'" + key + "'"));
            }
            return row.path("id").asLong();
        });
    }

    /** The term that asks for everything after so many days; empty when the ERP has none. */
    Uni<Optional<Long>> term(int days) {
        return terms.get().map(ids -> Optional.ofNullable(ids.get(days)));
    }

    /** A line has one or more offsets that add up; a term counts when it is one remainder so many days from now. */
    private static Uni<Map<Integer, Long>> terms(TrytonRpc rpc) {
        return rpc.search("account.invoice.payment_term.line", List.of(), BY_ID, ALL, "payment", "type")
                .chain(lines -> rpc.search(
                                "account.invoice.payment_term.line.delta",
                                List.of(),
                                BY_ID,
                                ALL,
                                "line",
                                "days",
                                "weeks",
                                "months",
                                "day",
                                "month",
                                "weekday")
                        .map(deltas -> terms(lines, deltas)));
    }

    static Map<Integer, Long> terms(List<JsonNode> lines, List<JsonNode> deltas) {
        var byTerm = lines.stream()
                .collect(Collectors.groupingBy(line -> line.path("payment").asLong()));
        var byDays = new HashMap<Integer, Long>();
        byTerm.forEach((term, its) -> {
            if (its.size() == 1 && its.get(0).path("type").asText().equals("remainder")) {
                days(deltas, its.get(0).path("id").asLong())
                        .ifPresent(days -> byDays.merge(days, term, (one, other) -> Math.min(one, other)));
            }
        });
        return byDays;
    }

    private static Optional<Integer> days(List<JsonNode> deltas, long line) {
        var sum = 0;
        for (var delta : deltas) {
            if (delta.path("line").asLong() == line) {
                if (delta.path("months").asInt() != 0
                        || delta.hasNonNull("day")
                        || delta.hasNonNull("month")
                        || delta.hasNonNull("weekday")) {
                    return Optional.empty();
                }
                sum += delta.path("days").asInt() + 7 * delta.path("weeks").asInt();
            }
        }
        return Optional.of(sum);
    }

    /** Together, in percent; what is charged per piece instead is not in it. A group is its parts. */
    Uni<BigDecimal> percent(List<Long> taxIds) {
        return taxes.get()
                .map(rows -> taxIds.stream()
                        .map(id -> rate(rows, id))
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                        .movePointRight(2)
                        .stripTrailingZeros());
    }

    private static BigDecimal rate(Map<String, JsonNode> taxes, long id) {
        var tax = taxes.get(Long.toString(id));
        if (tax == null) {
            throw VendorFailure.refused(new Failure.Transient("the ERP has a tax that is too new to be known here"));
        }
        return switch (tax.path("type").asText("")) {
            case "percentage" -> TrytonValues.decimalOrZero(tax.path("rate"));
            case "none" ->
                taxes.values().stream()
                        .filter(part -> part.path("parent").asLong() == id)
                        .map(part -> rate(taxes, part.path("id").asLong()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
            default -> BigDecimal.ZERO;
        };
    }

    Uni<Currency> ownCurrency() {
        return ownCurrency.get();
    }

    /** At the ERP's rate of today, in the company's currency. */
    Uni<Money> inOwnCurrency(Money amount) {
        return ownCurrency
                .get()
                .chain(own -> amount.currency().equals(own)
                        ? Uni.createFrom().item(amount)
                        : currencies.get().map(rows -> convert(amount, own, rows)));
    }

    private static Money convert(Money amount, Currency own, Map<String, JsonNode> rows) {
        var from = rate(rows.get(amount.currency().getCurrencyCode()), amount.currency());
        var to = rate(rows.get(own.getCurrencyCode()), own);
        var converted = amount.amount().multiply(to).divide(from, MathContext.DECIMAL64);
        return new Money(converted.setScale(Math.max(0, own.getDefaultFractionDigits()), RoundingMode.HALF_UP), own);
    }

    private static BigDecimal rate(@Nullable JsonNode currency, Currency wanted) {
        var rate = currency == null ? BigDecimal.ZERO : TrytonValues.decimalOrZero(currency.path("rate"));
        if (rate.signum() <= 0) {
            throw VendorFailure.refused(
                    new Failure.Invalid("the ERP has no rate for the currency " + wanted.getCurrencyCode()));
        }
        return rate;
    }
}
