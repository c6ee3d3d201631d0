package dev.entente.erp.tryton;

import dev.entente.adapter.http.VendorClock;
import dev.entente.adapter.polling.FeedItems;
import dev.entente.adapter.polling.FeedPage;
import dev.entente.adapter.polling.StampCursor;
import dev.entente.adapter.polling.StampCursor.Row;
import dev.entente.contracts.model.OrderState;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Sales of ours of which anything changed, once the ERP has taken them: one that is being made is no order yet. Posting an
 * invoice does not touch the sale, so its documents are asked about as well; a record that was never written again has a
 * {@code create_date} only. Both are the start of a transaction.
 */
final class TrytonOrderFeed {

    private final TrytonSales sales;
    private final TrytonSettings settings;
    private final VendorClock clock;
    private final FeedItems items;

    TrytonOrderFeed(TrytonSales sales, TrytonSettings settings, VendorClock clock, FeedItems items) {
        this.sales = sales;
        this.settings = settings;
        this.clock = clock;
        this.items = items;
    }

    Uni<FeedPage<OrderState>> changed(@Nullable String position, Duration overlap) {
        var asked = clock.moment();
        var cursor = StampCursor.at(position, overlap, asked.get());
        return sales.search(domain(cursor), settings.feedPage()).map(page -> {
            var orders = page.stream().flatMap(sale -> order(sale).stream()).toList();
            var rows = page.stream()
                    .map(sale -> new Row(Long.toString(sale.id()), changed(sale)))
                    .toList();
            return cursor.page(orders, rows, page.size() == settings.feedPage(), asked.get());
        });
    }

    private Optional<OrderState> order(TrytonSale sale) {
        return sales.keyOf(sale)
                .flatMap(key ->
                        items.read(Long.toString(sale.id()), () -> sale.isTaken() ? sale.orderState(key) : null));
    }

    /** Null when it cannot be understood: then the feed does not go by it. */
    private static @Nullable Instant changed(TrytonSale sale) {
        try {
            return sale.changed();
        } catch (RuntimeException failure) {
            if (FeedItems.isUnreadable(failure)) {
                return null;
            }
            throw failure;
        }
    }

    private List<?> domain(StampCursor cursor) {
        var since = cursor.since();
        var changed = List.of(
                "OR",
                List.of("write_date", ">=", since),
                List.of("create_date", ">=", since),
                List.of("invoices.write_date", ">=", since),
                List.of("shipments.write_date", ">=", since));
        return List.of(
                changed,
                List.of("reference", "like", settings.prefix() + "%"),
                List.of("id", ">", cursor.afterId().map(Long::valueOf).orElse(0L)));
    }
}
