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

    /** One who gives up while waiting, or before its turn comes through, takes no place and gives none back. */
    <T> Uni<T> within(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            var place = new Place();
            return Uni.createFrom()
                    .<Boolean>emitter(emitter -> {
                        var executor = EventLoop.current();
                        acquire(() -> offer(place, () -> emitter.complete(true)), executor);
                    })
                    .chain(() -> Uni.createFrom().deferred(work::get))
                    .onTermination()
                    .invoke(() -> leave(place));
        });
    }

    /** Of one caller: taken at most once, left at most once. */
    private static final class Place {
        private boolean taken;
        private boolean left;
    }

    private void offer(Place place, Runnable go) {
        boolean gone;
        synchronized (this) {
            gone = place.left;
            place.taken = true;
        }
        if (gone) {
            release();
        } else {
            go.run();
        }
    }

    private void leave(Place place) {
        boolean held;
        synchronized (this) {
            held = place.taken && !place.left;
            place.left = true;
        }
        if (held) {
            release();
        }
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
