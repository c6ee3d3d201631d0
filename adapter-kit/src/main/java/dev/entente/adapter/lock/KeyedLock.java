package dev.entente.adapter.lock;

import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.WriteWithheld;
import dev.entente.contracts.failure.Failure;
import dev.entente.service.reactive.EventLoop;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Lets one at a time work on a key, whichever replica it is in: for vendors without unique keys, from the search for a
 * record to its creation.
 *
 * <p>A row per key, with an end by the database's clock, so that one who dies does not hold it for ever. It is given back
 * when it is certain what the vendor did. Where an answer was lost, or nobody waits for it any more, the vendor may still
 * be creating: whoever looked now would find nothing and create a second one, so the key stays taken until its end.
 *
 * <p>One who is paused beyond that end and goes on is not stopped by the lock: who creates looks again afterwards.
 */
@ApplicationScoped
public class KeyedLock {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    /** Three are an attempt's at the most; the last one that it sent may take as long again. */
    private static final int REQUESTS_HELD = 4;

    private final Pool database;

    /** @param database beside the sessions of the caller: what is given back on a cancellation must not join one of them */
    KeyedLock(Pool database) {
        this.database = database;
    }

    /**
     * Does the work while nobody else holds the key.
     *
     * @param key what is exclusive, for example {@code desk/entitlement/emea-77}
     * @param request how long one request to the vendor can take at the most: the key is waited for as long, and held for
     *     {@value #REQUESTS_HELD} times as long, which is an attempt and the request that it may have left behind
     * @return the work's outcome; fails as transient when the key stays taken, without having done anything
     */
    public <T> Uni<T> holding(String key, Duration request, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            var executor = EventLoop.current();
            var holder = UUID.randomUUID().toString();
            return acquire(key, holder, request, FIRST_PAUSE, Duration.ZERO, executor)
                    .chain(() -> Uni.createFrom()
                            .deferred(work::get)
                            .emitOn(executor)
                            .onItemOrFailure()
                            .call((outcome, failure) -> failure == null || isCertain(failure)
                                    ? release(key, holder)
                                    : Uni.createFrom().voidItem())
                            .emitOn(executor));
        });
    }

    /** Whether a failure says what the vendor did. A defect of ours after a request says nothing about it. */
    private static boolean isCertain(Throwable failure) {
        return failure instanceof WriteWithheld
                || failure instanceof VendorFailure refusal && !refusal.outcomeUnknown();
    }

    private Uni<Void> acquire(
            String key, String holder, Duration request, Duration pause, Duration waited, Executor executor) {
        return take(key, holder, request.multipliedBy(REQUESTS_HELD))
                .emitOn(executor)
                .chain(taken -> {
                    if (taken) {
                        return Uni.createFrom().voidItem();
                    }
                    if (waited.compareTo(request) > 0) {
                        return Uni.createFrom()
                                .failure(VendorFailure.refused(
                                        new Failure.Transient("somebody else is working on the same record")));
                    }
                    var jittered = pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis()));
                    var next =
                            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                    return EventLoop.pause(jittered)
                            .chain(() -> acquire(key, holder, request, next, waited.plus(jittered), executor));
                });
    }

    private Uni<Boolean> take(String key, String holder, Duration held) {
        return database.preparedQuery("""
                        insert into keyed_lock (key, holder, held_until)
                        values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
                        on conflict (key) do update
                        set holder = excluded.holder, held_until = excluded.held_until
                        where keyed_lock.held_until < clock_timestamp()""")
                .execute(Tuple.of(key, holder, (double) held.toMillis()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** A lock that cannot be given back ends by itself: no reason to forget what the work came to. */
    private Uni<Void> release(String key, String holder) {
        return database.preparedQuery("delete from keyed_lock where key = $1 and holder = $2")
                .execute(Tuple.of(key, holder))
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }
}
