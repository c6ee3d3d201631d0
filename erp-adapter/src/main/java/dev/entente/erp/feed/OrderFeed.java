package dev.entente.erp.feed;

import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.polling.Announcements;
import dev.entente.adapter.polling.Feeds;
import dev.entente.contracts.message.ErpEvent.OrderChanged;
import dev.entente.contracts.model.OrderState;
import dev.entente.erp.ErpConnector;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Polls each ERP for changed orders, and announces what is news about those that we asked for. */
@ApplicationScoped
class OrderFeed {

    private final VendorConnectors<ErpConnector> connectors;
    private final TrackedOrders tracked;
    private final Feeds feeds;
    private final Announcements announcements;

    OrderFeed(
            VendorConnectors<ErpConnector> connectors,
            TrackedOrders tracked,
            Feeds feeds,
            Announcements announcements) {
        this.connectors = connectors;
        this.tracked = tracked;
        this.feeds = feeds;
        this.announcements = announcements;
    }

    @Scheduled(
            every = "${entente.feed.every:PT30S}",
            delayed = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> poll() {
        return feeds.pollAll("orders", connectors, connector -> connector::changedOrders, this::announce);
    }

    private Uni<Void> announce(String connection, OrderState order) {
        return tracked.find(connection, order.key())
                .chain(about -> about.map(known ->
                                announcements.announce(known, edition -> new OrderChanged(order.numbered(edition))))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }
}
