package dev.entente.orchestrator.reference;

import dev.entente.contracts.model.Product;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.quotetocash.MapProducts;
import dev.entente.orchestrator.quotetocash.MapProducts.Mapped;
import dev.entente.orchestrator.quotetocash.MapProducts.MappingsMissing;
import dev.entente.orchestrator.quotetocash.MapProducts.ProductsMapped;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Answers what the lines of many deals mean, with one query. */
public final class ProductMappingLookup {

    private static final String QUERY = """
            select m.connection, m.product_key, m.product_code, m.support_tier, m.term, p.currency, p.price_level
            from unnest($1::text[], $2::text[], $3::text[]) as wanted(connection, product_key, currency)
            join product_mapping m on m.connection = wanted.connection and m.product_key = wanted.product_key
            left join price_mapping p on p.product_code = m.product_code and p.currency = wanted.currency""";

    private ProductMappingLookup() {}

    /** A row that was found. */
    private record Found(Product product, String priceLevel) {}

    /** For each question {@link ProductsMapped}, or {@link MappingsMissing} with everything that is missing. */
    public static Uni<Map<Lookup, Object>> answer(SqlConnection connection, Collection<Lookup> lookups) {
        var questions = lookups.stream().map(MapProducts.class::cast).toList();
        var connections = new ArrayList<String>();
        var keys = new ArrayList<String>();
        var currencies = new ArrayList<String>();
        for (var question : questions) {
            question.productKeys().forEach(key -> {
                connections.add(question.connection());
                keys.add(key);
                currencies.add(question.currency().getCurrencyCode());
            });
        }
        return connection
                .preparedQuery(QUERY)
                .execute(Tuple.of(
                        connections.toArray(String[]::new),
                        keys.toArray(String[]::new),
                        currencies.toArray(String[]::new)))
                .map(rows -> {
                    var products = new HashMap<List<String>, Product>();
                    var priced = new HashMap<List<String>, Found>();
                    rows.forEach(row -> {
                        var product = new Product(
                                row.getString("product_code"),
                                row.getString("support_tier"),
                                Period.parse(row.getString("term")));
                        var key = List.of(row.getString("connection"), row.getString("product_key"));
                        products.put(key, product);
                        if (row.getString("price_level") != null) {
                            priced.put(
                                    List.of(key.get(0), key.get(1), row.getString("currency")),
                                    new Found(product, row.getString("price_level")));
                        }
                    });
                    var answers = new HashMap<Lookup, Object>();
                    questions.forEach(question -> answers.put(question, answer(question, products, priced)));
                    return answers;
                });
    }

    private static Object answer(
            MapProducts question, Map<List<String>, Product> products, Map<List<String>, Found> priced) {
        var missing = new HashSet<String>();
        var mapped = new HashMap<String, Mapped>();
        for (var key : question.productKeys()) {
            var product = products.get(List.of(question.connection(), key));
            var found = priced.get(
                    List.of(question.connection(), key, question.currency().getCurrencyCode()));
            if (product == null) {
                missing.add(MapProducts.productNeed(question.connection(), key));
            } else if (found == null) {
                missing.add(MapProducts.priceNeed(product.code(), question.currency()));
            } else {
                mapped.put(key, new Mapped(found.product(), found.priceLevel()));
            }
        }
        return missing.isEmpty() ? new ProductsMapped(mapped) : new MappingsMissing(missing);
    }
}
