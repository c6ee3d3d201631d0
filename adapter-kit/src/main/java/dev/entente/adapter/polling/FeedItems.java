package dev.entente.adapter.polling;

import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.util.Optional;
import java.util.function.Supplier;

/** What a feed tells of, item by item: one that cannot be understood is logged and counted, and holds up no other. */
public final class FeedItems {

    private static final Logger LOG = Logger.getLogger(FeedItems.class);

    private final String kind;
    private final String connection;
    private final MeterRegistry metrics;

    /** @param kind of the items, for example {@code order} */
    public FeedItems(String kind, String connection, MeterRegistry metrics) {
        this.kind = kind;
        this.connection = connection;
        this.metrics = metrics;
    }

    /** Whether a failure is about the item, and would be the same whenever it is read. */
    public static boolean isUnreadable(Throwable failure) {
        return failure instanceof IllegalArgumentException
                || failure instanceof DateTimeException
                || (failure instanceof VendorFailure refusal && refusal.failure() instanceof Failure.Poison);
    }

    /**
     * Empty when it is null, or cannot be understood.
     *
     * @param record the vendor's own number of it, for whoever looks it up there
     */
    public <T> Optional<T> read(String record, Supplier<@Nullable T> reading) {
        try {
            return Optional.ofNullable(reading.get());
        } catch (RuntimeException failure) {
            if (isUnreadable(failure)) {
                return none(record, failure);
            }
            throw failure;
        }
    }

    /** In place of what cannot be understood. */
    public <T> Optional<T> none(String record, Throwable unreadable) {
        LOG.warnf(
                "%s.unreadable connection=%s record=%s reason=\"%s\"",
                kind, connection, record, unreadable.getMessage());
        Metric.FEED_ITEMS_UNREADABLE.counter(metrics, connection).increment();
        return Optional.empty();
    }
}
