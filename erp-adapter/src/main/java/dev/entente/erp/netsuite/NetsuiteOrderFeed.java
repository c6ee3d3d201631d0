package dev.entente.erp.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.polling.FeedItems;
import dev.entente.adapter.polling.FeedPage;
import dev.entente.adapter.polling.StampCursor;
import dev.entente.adapter.polling.StampCursor.Row;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderState;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Orders whose own record, shipments or invoices changed, by SuiteQL on {@code transaction} and {@code
 * NextTransactionLink}. NetSuite has no webhooks of its own.
 */
final class NetsuiteOrderFeed {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss", Locale.ROOT);
    private static final String COLUMNS =
            "SELECT id, type, externalid, tranid, status, currency, lastmodifieddate FROM transaction ";

    private final NetsuiteApi api;
    private final NetsuiteOrders orders;
    private final NetsuiteReferences references;
    private final NetsuiteSettings settings;
    private final FeedItems items;

    NetsuiteOrderFeed(
            NetsuiteApi api,
            NetsuiteOrders orders,
            NetsuiteReferences references,
            NetsuiteSettings settings,
            FeedItems items) {
        this.api = api;
        this.orders = orders;
        this.references = references;
        this.settings = settings;
        this.items = items;
    }

    /** An order of ours among the changed ones. */
    private record Candidate(String id, OrderKey key, JsonNode row) {}

    Uni<FeedPage<OrderState>> changed(@Nullable String position, Duration overlap) {
        var asked = api.clock().moment();
        var cursor = StampCursor.at(position, overlap, asked.get());
        var query = COLUMNS + "WHERE type = 'SalesOrd' AND lastmodifieddate >= TO_DATE('"
                + DATE.format(accountTime(cursor.since(), settings.timeZone())) + "', 'DD/MM/YYYY HH24:MI:SS')"
                + cursor.afterId().map(id -> " AND id > " + id).orElse("") + " ORDER BY id";
        return api.first("feed-orders", query, settings.feedPage()).chain(page -> {
            var candidates = candidates(page.rows());
            var rows = page.rows().stream()
                    .map(row -> new Row(row.path("id").asText(), moment(row)))
                    .toList();
            return (candidates.isEmpty() ? Uni.createFrom().item(List.<OrderState>of()) : withDocuments(candidates))
                    .map(states -> cursor.page(states, rows, page.more(), asked.get()));
        });
    }

    /**
     * What the account's clocks show at a moment. In the hour that they show twice it is the last second before it: which of
     * the two is meant cannot be said, and what is read once more is no news.
     */
    static LocalDateTime accountTime(Instant moment, ZoneId zone) {
        var shown = LocalDateTime.ofInstant(moment, zone);
        var change = zone.getRules().getTransition(shown);
        return change == null ? shown : change.getDateTimeAfter().minusSeconds(1);
    }

    private List<Candidate> candidates(List<JsonNode> rows) {
        var candidates = new ArrayList<Candidate>();
        for (var row : rows) {
            orders.keyOf(row.path("externalid").asText(""))
                    .ifPresent(
                            key -> candidates.add(new Candidate(row.path("id").asText(), key, row)));
        }
        return candidates;
    }

    private Uni<List<OrderState>> withDocuments(List<Candidate> candidates) {
        var ids = candidates.stream().map(Candidate::id).toList();
        var links = "SELECT previousdoc, nextdoc, nexttype FROM NextTransactionLink WHERE previousdoc IN ("
                + NetsuiteApi.literals(ids) + ") ORDER BY previousdoc, nextdoc";
        return api.query("feed-links", links)
                .chain(found -> invoices(found)
                        .chain(invoices -> Multi.createFrom()
                                .iterable(candidates)
                                .onItem()
                                .transformToUniAndConcatenate(candidate -> references
                                        .currencyOf(
                                                candidate.row().path("currency").asText(""))
                                        .map(currency -> Optional.of(state(candidate, currency, found, invoices)))
                                        .onFailure(FeedItems::isUnreadable)
                                        .recoverWithItem(unreadable -> items.none(candidate.id(), unreadable)))
                                .collect()
                                .asList()
                                .map(states -> states.stream()
                                        .flatMap(Optional::stream)
                                        .toList())));
    }

    private Uni<Map<String, JsonNode>> invoices(List<JsonNode> links) {
        Set<String> ids = new HashSet<>();
        links.stream()
                .filter(link -> link.path("nexttype").asText().equals("CustInvc"))
                .forEach(link -> ids.add(link.path("nextdoc").asText()));
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return api.query(
                        "feed-invoices",
                        "SELECT id, foreigntotal, foreignamountunpaid FROM transaction WHERE id IN ("
                                + NetsuiteApi.literals(ids) + ") ORDER BY id")
                .map(rows -> {
                    var byId = new HashMap<String, JsonNode>();
                    rows.forEach(row -> byId.put(row.path("id").asText(), row));
                    return byId;
                });
    }

    private static OrderState state(
            Candidate order, Currency currency, List<JsonNode> links, Map<String, JsonNode> invoices) {
        var shipped = 0;
        BigDecimal invoiced = null;
        BigDecimal open = null;
        for (var link : links) {
            if (!link.path("previousdoc").asText().equals(order.id())) {
                continue;
            }
            var invoice = invoices.get(link.path("nextdoc").asText());
            if (invoice != null) {
                invoiced = plus(invoiced, invoice.path("foreigntotal").asText("0"));
                open = plus(open, invoice.path("foreignamountunpaid").asText("0"));
            } else if (link.path("nexttype").asText().equals("ItemShip")) {
                shipped++;
            }
        }
        return new OrderState(
                order.key(),
                order.row().path("tranid").asText(),
                NetsuiteOrders.statusOf(order.row().path("status").asText()),
                shipped,
                money(invoiced, currency),
                money(open, currency));
    }

    private static BigDecimal plus(@Nullable BigDecimal sum, String amount) {
        return (sum == null ? BigDecimal.ZERO : sum).add(new BigDecimal(amount));
    }

    private static @Nullable Money money(@Nullable BigDecimal amount, Currency currency) {
        return amount == null ? null : new Money(amount, currency);
    }

    /** SuiteQL answers times to the second in the account's form; null when it is another than ISO 8601. */
    private static @Nullable Instant moment(JsonNode row) {
        try {
            return Instant.parse(row.path("lastmodifieddate").asText());
        } catch (java.time.format.DateTimeParseException otherForm) {
            return null;
        }
    }
}
