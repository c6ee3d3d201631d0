package dev.entente.service.testing.port;

import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Calls connectors as the service does, on a Vert.x context, and waits. */
public final class OnContext {

    private OnContext() {}

    public static <T> T await(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(work);
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    /** The same several times at once. */
    public static <T> List<T> atOnce(int times, Supplier<Uni<T>> work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<T>>();
            for (int time = 0; time < times; time++) {
                running.add(threads.<T>submit(() -> await(work)));
            }
            var results = new ArrayList<T>();
            for (var one : running) {
                results.add(result(one));
            }
            return results;
        }
    }

    /** Begins now; {@link #result} waits for it. */
    public static <T> Future<T> begin(Supplier<Uni<T>> work) {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            return threads.<T>submit(() -> await(work));
        } finally {
            threads.shutdown();
        }
    }

    public static <T> T result(Future<T> running) {
        try {
            return running.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
