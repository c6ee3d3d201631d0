package dev.entente.adapter.polling;

import dev.entente.adapter.http.VendorConnectors;
import dev.entente.service.metrics.Metric;
import dev.entente.service.reactive.EventLoop;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Reads feeds page by page. The cursor moves only past what has been dealt with; what comes twice is the reader's to recognise. */
@ApplicationScoped
public class Feeds {

    private static final Logger LOG = Logger.getLogger(Feeds.class);

    private final Cursors cursors;
    private final FeedConfig config;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<String, Reading> readings = new ConcurrentHashMap<>();

    Feeds(Cursors cursors, FeedConfig config, Clock clock, MeterRegistry metrics) {
        this.cursors = cursors;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** How the last readings of a feed went, for the metrics. */
    private final class Reading {

        private volatile Instant succeeded = clock.instant();
        private volatile Instant stallsFrom = Instant.MAX;

        Reading(String feed) {
            Metric.FEED_STALLED_SECONDS.gauge(metrics, this::stalledSeconds, feed);
        }

        private long stalledSeconds() {
            var now = clock.instant();
            return now.isBefore(stallsFrom)
                    ? 0
                    : Duration.between(succeeded, now).toSeconds();
        }

        /** One that never ends, whatever it waits for, is no better than one that fails. */
        void begins() {
            if (stallsFrom.equals(Instant.MAX)) {
                stallsFrom = clock.instant().plus(config.lease());
            }
        }

        void succeeded() {
            succeeded = clock.instant();
            stallsFrom = Instant.MAX;
        }

        /** Another replica is at it. */
        void isLeftToOthers() {
            if (stallsFrom.isAfter(clock.instant())) {
                stallsFrom = Instant.MAX;
            }
        }

        void failed() {
            stallsFrom = Instant.MIN;
        }
    }

    /** What a vendor tells about changes. */
    @FunctionalInterface
    public interface Feed<T> {

        /**
         * Reads one page.
         *
         * @param position from the page before; absent when the feed was never read: then it begins now
         * @param overlap how far to go back behind the position, for vendors whose records can appear behind it
         */
        Uni<FeedPage<T>> read(@Nullable String position, Duration overlap);
    }

    /** Deals with one item that changed at a connection. */
    @FunctionalInterface
    public interface Reader<T> {

        Uni<Void> read(String connection, T item);
    }

    /**
     * Polls every connection, one after the other.
     *
     * @param kind of what is told about, for example {@code orders}; with the connection it names the cursor
     */
    public <C, T> Uni<Void> pollAll(
            String kind, VendorConnectors<C> connectors, Function<C, Feed<T>> feed, Reader<T> reader) {
        return Multi.createFrom()
                .iterable(connectors.all().entrySet())
                .onItem()
                .transformToUniAndConcatenate(entry -> poll(
                        kind + "/" + entry.getKey(),
                        feed.apply(entry.getValue()),
                        item -> reader.read(entry.getKey(), item)))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /** Reads all there is, unless another replica is at it. A vendor that does not answer ends it until the next time. */
    private <T> Uni<Void> poll(String name, Feed<T> feed, Function<T, Uni<Void>> reader) {
        var executor = EventLoop.current();
        var reading = readings.computeIfAbsent(name, Reading::new);
        reading.begins();
        return cursors.claim(name, config.lease())
                .emitOn(executor)
                .chain(claim -> claim.map(held -> pages(name, held.position(), feed, reader, executor)
                                .invoke(reading::succeeded)
                                .onFailure()
                                .call(() -> Uni.createFrom()
                                        .voidItem()
                                        .emitOn(executor)
                                        .chain(() -> cursors.release(name))
                                        .onFailure()
                                        .recoverWithNull()))
                        .orElseGet(() -> Uni.createFrom().voidItem().invoke(reading::isLeftToOthers)))
                .onFailure()
                .invoke(failure -> {
                    reading.failed();
                    LOG.warnf("feed.postponed feed=%s reason=\"%s\"", name, failure.getMessage());
                })
                .onFailure()
                .recoverWithNull();
    }

    private <T> Uni<Void> pages(
            String name, @Nullable String position, Feed<T> feed, Function<T, Uni<Void>> reader, Executor executor) {
        return feed.read(position, config.overlap())
                .emitOn(executor)
                .chain(page -> each(page, reader, executor).chain(() -> turn(name, page, feed, reader, executor)));
    }

    private static <T> Uni<Void> each(FeedPage<T> page, Function<T, Uni<Void>> reader, Executor executor) {
        return Multi.createFrom()
                .iterable(page.items())
                .onItem()
                .transformToUniAndConcatenate(item -> reader.apply(item).emitOn(executor))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private <T> Uni<Void> turn(
            String name, FeedPage<T> page, Feed<T> feed, Function<T, Uni<Void>> reader, Executor executor) {
        return page.more()
                ? cursors.advance(name, page.position(), Optional.of(config.lease()))
                        .chain(() -> pages(name, page.position(), feed, reader, executor))
                : cursors.advance(name, page.position(), Optional.empty());
    }
}
