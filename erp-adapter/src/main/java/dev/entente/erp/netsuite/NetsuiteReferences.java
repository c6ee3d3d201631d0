package dev.entente.erp.netsuite;

import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Money;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Internal ids of currencies and payment terms, looked up once: they change about as often as the account does. */
final class NetsuiteReferences {

    private final NetsuiteApi api;
    private final Map<String, Map<String, String>> known = new ConcurrentHashMap<>();

    NetsuiteReferences(NetsuiteApi api) {
        this.api = api;
    }

    /** The currency behind an internal id. */
    Uni<Currency> currencyOf(String id) {
        return currencies()
                .map(ids -> ids.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(id))
                        .findFirst()
                        .map(entry -> Money.currency(entry.getKey()))
                        .orElseThrow(() -> VendorFailure.refused(
                                new Failure.Poison("the ERP's currency " + id + " is not in its list of currencies"))));
    }

    private Uni<Map<String, String>> currencies() {
        return table("currencies", "SELECT id, symbol FROM currency ORDER BY id", "symbol");
    }

    Uni<String> currency(Currency currency) {
        return currencies().map(ids -> {
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
        return terms().map(ids -> ids.get(Integer.toString(days)));
    }

    /** The days of a payment term by its internal id. */
    Uni<Optional<Integer>> daysOf(String termId) {
        return terms().map(ids -> ids.entrySet().stream()
                .filter(entry -> entry.getValue().equals(termId))
                .map(entry -> Integer.valueOf(entry.getKey()))
                .findFirst());
    }

    private Uni<Map<String, String>> terms() {
        return table("terms", "SELECT id, daysuntilnetdue FROM term ORDER BY id", "daysuntilnetdue");
    }

    private Uni<Map<String, String>> table(String name, String suiteQl, String key) {
        var cached = known.get(name);
        if (cached != null) {
            return Uni.createFrom().item(cached);
        }
        return api.query("read-" + name, suiteQl).map(rows -> {
            var ids = new HashMap<String, String>();
            rows.forEach(row ->
                    ids.putIfAbsent(row.path(key).asText(), row.path("id").asText()));
            known.put(name, ids);
            return ids;
        });
    }
}
