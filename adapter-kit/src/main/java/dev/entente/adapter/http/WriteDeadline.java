package dev.entente.adapter.http;

import dev.entente.contracts.failure.Failure;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import org.jspecify.annotations.Nullable;

/**
 * The moment after which nothing is written to a vendor any more by what runs on the same Vert.x context. Whoever may write for a time
 * only, because afterwards another replica takes it for dead and does the same, may be stopped in the middle and not notice: between the
 * look whether an order is there and its making, for example. Reading goes on.
 *
 * <p>Time is the machine's monotonic clock, which goes on while a process is stopped.
 */
public final class WriteDeadline {

    private static final String KEY = WriteDeadline.class.getName();
    private static final WriteDeadline NONE = new WriteDeadline(null);

    private final @Nullable Long nanos;

    private WriteDeadline(@Nullable Long nanos) {
        this.nanos = nanos;
    }

    /**
     * Replaces the one before.
     *
     * @param nanos as {@link System#nanoTime} tells the time
     * @throws UnsupportedOperationException if the current context is not one piece of work's own, a duplicated one
     */
    public static void set(long nanos) {
        ContextLocals.put(KEY, new WriteDeadline(nanos));
    }

    /** Of the current context; one that is never over where there is none. */
    static WriteDeadline current() {
        return VertxContext.isOnDuplicatedContext()
                ? ContextLocals.<WriteDeadline>get(KEY).orElse(NONE)
                : NONE;
    }

    boolean isOver() {
        return nanos != null && System.nanoTime() - nanos > 0;
    }

    static VendorFailure refusal() {
        return VendorFailure.tooLate(
                new Failure.Transient("it took so long that somebody else may be at it meanwhile"));
    }
}
