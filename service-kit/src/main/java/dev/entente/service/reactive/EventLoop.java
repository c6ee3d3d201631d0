package dev.entente.service.reactive;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Keeps reactive work on the Vert.x context it started on. A database session lives in that context: work that comes
 * back on another thread, from a Kafka client or a timer, must return here first.
 */
public final class EventLoop {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private EventLoop() {}

    /** For {@code Uni.emitOn}: runs on the context that is current now. */
    public static Executor current() {
        var context = context();
        return task -> context.runOnContext(ignored -> task.run());
    }

    /** Completes after a pause, on the same context; no thread is held. */
    public static Uni<Void> pause(Duration pause) {
        var context = context();
        return Uni.createFrom().emitter(emitter -> {
            var timer = context.owner()
                    .setTimer(
                            Math.max(1, pause.toMillis()),
                            ignored -> context.runOnContext(again -> emitter.complete(null)));
            emitter.onTermination(() -> context.owner().cancelTimer(timer));
        });
    }

    /**
     * Repeats {@code work} with growing pauses of 100 ms to 2 s, on the same context, until it succeeds or fails in a way
     * that waiting does not cure.
     *
     * @param worthWaiting decides whether a failure is waited out
     */
    public static <T> Uni<T> persistently(Supplier<Uni<T>> work, Predicate<Throwable> worthWaiting) {
        var executor = current();
        return attempt(work, worthWaiting, FIRST_PAUSE, executor);
    }

    private static <T> Uni<T> attempt(
            Supplier<Uni<T>> work, Predicate<Throwable> worthWaiting, Duration pause, Executor executor) {
        var next = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        return Uni.createFrom()
                .deferred(work::get)
                .emitOn(executor)
                .onFailure(worthWaiting)
                .recoverWithUni(() -> pause(pause).chain(() -> attempt(work, worthWaiting, next, executor)));
    }

    private static Context context() {
        return Objects.requireNonNull(Vertx.currentContext(), "not on a Vert.x context");
    }
}
