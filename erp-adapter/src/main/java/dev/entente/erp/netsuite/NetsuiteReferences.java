package dev.entente.erp.netsuite;

import dev.entente.adapter.http.Remembered;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Money;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Internal ids of currencies and payment terms, which change about as often as the account does. */
final class NetsuiteReferences {

    private final Remembered<Map<String, String>> currencies;
    private final Remembered<Map<String, String>> terms;

    NetsuiteReferences(NetsuiteApi api, Clock clock) {
        currencies = table(api, clock, "currencies", "SELECT id, symbol FROM currency ORDER BY id", "symbol");
        terms = table(api, clock, "terms", "SELECT id, daysuntilnetdue FROM term ORDER BY id", "daysuntilnetdue");
    }

    private static Remembered<Map<String, String>> table(
            NetsuiteApi api, Clock clock, String name, String suiteQl, String key) {
        return new Remembered<>(
                () -> api.query("read-" + name, suiteQl).map(rows -> {
                    var ids = new HashMap<String, String>();
                    rows.forEach(row -> ids.putIfAbsent(
                            row.path(key).asText(), row.path("id").asText()));
                    return ids;
                }),
                clock);
    }

    /** The currency behind an internal id; one that is new since the list was read is asked for. */
    Uni<Currency> currencyOf(String id) {
        return currencies
                .get()
                .chain(known -> named(known, id)
                        .map(currency -> Uni.createFrom().item(currency))
                        .orElseGet(() -> currencies
                                .anew()
                                .map(ids -> named(ids, id)
                                        .orElseThrow(() -> VendorFailure.refused(new Failure.Poison(
                                                "the ERP's currency " + id + " is not in its list of currencies"))))));
    }

    private static Optional<Currency> named(Map<String, String> ids, String id) {
        return ids.entrySet().stream()
                .filter(entry -> entry.getValue().equals(id))
                .findFirst()
                .map(entry -> Money.currency(entry.getKey()));
    }

    Uni<String> currency(Currency currency) {
        return currencies.get().map(ids -> {
            var id = ids.get(currency.getCurrencyCode());
            if (id == null) {
                throw VendorFailure.refused(
                        new Failure.Invalid("the ERP does not use the currency " + currency.getCurrencyCode()));
            }
            return id;
        });
    }

    /** Null when the ERP has no term of so many days: its own default then applies. */
    Uni<@Nullable String> term(int days) {
        return terms.get().map(ids -> ids.get(Integer.toString(days)));
    }

    /** The days of a payment term by its internal id. */
    Uni<Optional<Integer>> daysOf(String termId) {
        return terms.get()
                .map(ids -> ids.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(termId))
                        .map(entry -> Integer.valueOf(entry.getKey()))
                        .findFirst());
    }
}
