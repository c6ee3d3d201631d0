package dev.entente.erp.feed;

import dev.entente.adapter.polling.Unreadable;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Supplier;

/** One order that cannot be understood holds up no other of its feed. */
public final class ReadableOrder {

    private static final Logger LOG = Logger.getLogger(ReadableOrder.class);

    private ReadableOrder() {}

    /**
     * Empty when it is null, or cannot be understood; that is logged.
     *
     * @param record the ERP's own number of it, for whoever looks it up there
     */
    public static <T> Optional<T> read(String record, Supplier<@Nullable T> reading) {
        try {
            return Optional.ofNullable(reading.get());
        } catch (RuntimeException failure) {
            if (Unreadable.is(failure)) {
                return none(record, failure);
            }
            throw failure;
        }
    }

    /** In place of what cannot be understood. */
    public static <T> Optional<T> none(String record, Throwable unreadable) {
        LOG.warnf("order.unreadable record=%s reason=\"%s\"", record, unreadable.getMessage());
        return Optional.empty();
    }
}
