package dev.entente.adapter.http;

import dev.entente.service.reactive.EventLoop;
import io.smallrye.mutiny.Uni;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * So many requests in flight at a vendor and no more; who comes later waits in line, holding no thread, and goes on upon
 * its own Vert.x context.
 *
 * <p>SmallRye's bulkhead is not used here because a queued call would run on the context of the call that made room, and
 * take over its trace.
 */
final class ConcurrencyLimit {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    ConcurrencyLimit(int limit) {
        this.free = limit;
    }

    <T> Uni<T> within(Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .<Boolean>emitter(emitter -> {
                    var executor = EventLoop.current();
                    acquire(() -> emitter.complete(true), executor);
                })
                .chain(() ->
                        Uni.createFrom().deferred(work::get).onTermination().invoke(this::release));
    }

    private void acquire(Runnable go, Executor executor) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(() -> executor.execute(go));
                return;
            }
            free--;
        }
        go.run();
    }

    private void release() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        next.run();
    }
}
