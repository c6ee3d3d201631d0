package dev.entente.adapter.http;

import dev.entente.service.reactive.EventLoop;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Something that a vendor's administrators change rarely: currencies, payment terms, names of fields. Asked for once and
 * kept for five minutes; however many ask at once, one question is in flight.
 */
public final class Remembered<T> {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Supplier<Uni<T>> ask;
    private final Clock clock;
    private @Nullable T value;
    private Instant forgottenAt = Instant.MIN;
    private @Nullable Uni<T> inFlight;

    public Remembered(Supplier<Uni<T>> ask, Clock clock) {
        this.ask = ask;
        this.clock = clock;
    }

    public Uni<T> get() {
        return Uni.createFrom().deferred(() -> known().emitOn(EventLoop.current()));
    }

    /** As {@link #get}, but asks again if it was not asked for within the last half minute: somebody lacks something in it. */
    public Uni<T> anew() {
        return Uni.createFrom().deferred(() -> {
            forget();
            return get();
        });
    }

    private synchronized void forget() {
        if (clock.instant().isAfter(forgottenAt.minus(KEPT).plus(FRESH))) {
            value = null;
        }
    }

    private synchronized Uni<T> known() {
        if (value != null && clock.instant().isBefore(forgottenAt)) {
            return Uni.createFrom().item(value);
        }
        if (inFlight == null) {
            inFlight =
                    ask.get().onItemOrFailure().invoke(this::answered).memoize().indefinitely();
        }
        return inFlight;
    }

    private synchronized void answered(@Nullable T answer, @Nullable Throwable failure) {
        inFlight = null;
        if (failure == null) {
            value = answer;
            forgottenAt = clock.instant().plus(KEPT);
        }
    }
}
