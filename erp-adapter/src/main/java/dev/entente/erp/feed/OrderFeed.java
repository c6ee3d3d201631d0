package dev.entente.erp.feed;

import dev.entente.adapter.connection.ServiceIdentity;
import dev.entente.adapter.connection.VendorConnectors;
import dev.entente.adapter.polling.Cursors;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Attributes.Origin;
import dev.entente.contracts.message.ErpEvent.OrderChanged;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.model.OrderState;
import dev.entente.erp.ErpConnector;
import dev.entente.erp.ErpConnector.ChangedOrders;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.messaging.Publisher;
import dev.entente.service.reactive.EventLoop;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Polls each ERP for changed orders with an overlap, compares with what was last published, and publishes differences.
 * The cursor moves only past what has been published; what is read twice is recognised.
 */
@ApplicationScoped
class OrderFeed {

    private static final Logger LOG = Logger.getLogger(OrderFeed.class);
    private static final String FEED = "orders/";

    private final VendorConnectors<ErpConnector> connectors;
    private final TrackedOrders tracked;
    private final Cursors cursors;
    private final Publisher publisher;
    private final ServiceIdentity service;
    private final FeedConfig config;
    private final Clock clock;

    OrderFeed(
            VendorConnectors<ErpConnector> connectors,
            TrackedOrders tracked,
            Cursors cursors,
            Publisher publisher,
            ServiceIdentity service,
            FeedConfig config,
            Clock clock) {
        this.connectors = connectors;
        this.tracked = tracked;
        this.cursors = cursors;
        this.publisher = publisher;
        this.service = service;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "${entente.feed.every:PT30S}",
            delayed = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> poll() {
        var executor = EventLoop.current();
        return Multi.createFrom()
                .iterable(connectors.all().entrySet())
                .onItem()
                .transformToUniAndConcatenate(entry -> poll(entry.getKey(), entry.getValue(), executor))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> poll(String connection, ErpConnector connector, Executor executor) {
        var start = clock.instant().toString();
        return cursors.claim(FEED + connection, start, config.lease())
                .chain(position -> position.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : read(connection, connector, Instant.parse(position.get()), executor))
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("feed.postponed connection=%s reason=\"%s\"", connection, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> read(String connection, ErpConnector connector, Instant position, Executor executor) {
        return connector
                .ordersChangedSince(position.minus(config.overlap()))
                .emitOn(executor)
                .chain(page -> publish(connection, page, executor)
                        .chain(() -> cursors.advance(
                                FEED + connection, later(position, page).toString())));
    }

    private static Instant later(Instant position, ChangedOrders page) {
        return page.upTo().isAfter(position) ? page.upTo() : position;
    }

    private Uni<Void> publish(String connection, ChangedOrders page, Executor executor) {
        return Multi.createFrom()
                .iterable(page.orders())
                .onItem()
                .transformToUniAndConcatenate(order -> publish(connection, order, executor))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> publish(String connection, OrderState order, Executor executor) {
        var event = new OrderChanged(order);
        var fingerprint = TrackedOrders.fingerprint(event);
        return tracked.find(connection, order.key())
                .chain(entry -> entry == null || Objects.equals(entry.lastPublished, fingerprint)
                        ? Uni.createFrom().voidItem()
                        : publisher
                                .publish(record(connection, entry, event, fingerprint))
                                .emitOn(executor)
                                .chain(() -> tracked.published(entry.id, fingerprint)));
    }

    private OutgoingRecord record(String connection, TrackedOrder entry, OrderChanged event, String fingerprint) {
        var attributes = Attributes.first(
                Identifiers.derive("order-changed", entry.id, Integer.toString(entry.publications), fingerprint),
                service.source(connection),
                MessageCatalogue.typeOf(event),
                entry.subject,
                clock.instant(),
                entry.correlationId,
                new Origin(connection, entry.region));
        return OutgoingRecord.of(service.kind().eventsTopic(), attributes, event);
    }
}
