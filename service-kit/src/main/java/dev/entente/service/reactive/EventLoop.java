package dev.entente.service.reactive;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

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
    private static final int DOUBLINGS = 5;

    /** With the longest pause between them, about a minute. */
    private static final int TOLD_EVERY = 30;

    private static final Logger LOG = Logger.getLogger(EventLoop.class);

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
     * that waiting does not cure. What it waits for is logged once a minute.
     *
     * @param worthWaiting decides whether a failure is waited out
     */
    public static <T> Uni<T> persistently(Supplier<Uni<T>> work, Predicate<Throwable> worthWaiting) {
        var executor = current();
        return attempt(work, worthWaiting, 1, executor);
    }

    private static <T> Uni<T> attempt(
            Supplier<Uni<T>> work, Predicate<Throwable> worthWaiting, int number, Executor executor) {
        return Uni.createFrom()
                .deferred(work::get)
                .emitOn(executor)
                .onFailure(worthWaiting)
                .recoverWithUni(failure -> {
                    if (number % TOLD_EVERY == 0) {
                        LOG.warnf("work.waits attempts=%d reason=\"%s\"", number, failure);
                    }
                    return pause(pauseAfter(number)).chain(() -> attempt(work, worthWaiting, number + 1, executor));
                });
    }

    private static Duration pauseAfter(int attempt) {
        return attempt > DOUBLINGS ? LONGEST_PAUSE : FIRST_PAUSE.multipliedBy(1L << (attempt - 1));
    }

    private static Context context() {
        return Objects.requireNonNull(Vertx.currentContext(), "not on a Vert.x context");
    }
}
