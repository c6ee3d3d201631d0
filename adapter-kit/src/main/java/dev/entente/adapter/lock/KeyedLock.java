package dev.entente.adapter.lock;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.http.VendorClients;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.service.reactive.EventLoop;
import io.quarkus.scheduler.Scheduled;
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
 * be creating: whoever looked now would find nothing and create a second one, so the key stays taken until its end, and
 * who wants it is told when that is.
 */
@ApplicationScoped
public class KeyedLock {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    /** Three are an attempt's at the most; the last one that it sent may take as long again. */
    private static final int REQUESTS_HELD = 4;

    /** Instead of the holder's name. */
    private static final String IN_DOUBT = "in doubt";

    private final Pool database;

    /** @param database beside the sessions of the caller: what is given back on a cancellation must not join one of them */
    KeyedLock(Pool database) {
        this.database = database;
    }

    /** For the records of one connection; a dry run writes nothing, and keeps nobody from anything. */
    public Exclusive of(Connection connection, VendorClients clients) {
        return new Exclusive() {
            @Override
            public <T> Uni<T> on(String kind, String key, Supplier<Uni<T>> work) {
                return clients.isDryRun()
                        ? Uni.createFrom().deferred(work::get)
                        : holding(kind + "/" + connection.name() + "/" + key, connection.timeout(), work);
            }
        };
    }

    /**
     * Does the work while nobody else holds the key.
     *
     * @param key what is exclusive, for example {@code entitlement/desk/emea-77}
     * @param request how long one request to the vendor is waited for: somebody else's work is as well, and the key is held
     *     for {@value #REQUESTS_HELD} times as long, which is an attempt and the request that it may have left behind
     */
    public <T> Uni<T> holding(String key, Duration request, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            var executor = EventLoop.current();
            var candidate = new Candidate(key, request, executor);
            return candidate
                    .acquire()
                    .chain(() -> Uni.createFrom()
                            .deferred(work::get)
                            .emitOn(executor)
                            .onItemOrFailure()
                            .call((outcome, failure) -> failure == null || isCertain(failure)
                                    ? release(key, candidate.name)
                                    : leaveInDoubt(key, candidate.name))
                            .onCancellation()
                            .call(() -> leaveInDoubt(key, candidate.name))
                            .emitOn(executor));
        });
    }

    /** Whether a failure says what the vendor did. A defect of ours after a request says nothing about it. */
    private static boolean isCertain(Throwable failure) {
        return failure instanceof VendorFailure refusal && !refusal.outcomeUnknown();
    }

    /** Somebody who wants a key. */
    private final class Candidate {

        private final String name = UUID.randomUUID().toString();
        private final String key;
        private final Duration request;
        private final Executor executor;
        private volatile Uni<Boolean> taking = Uni.createFrom().item(false);
        private volatile boolean gone;

        Candidate(String key, Duration request, Executor executor) {
            this.key = key;
            this.request = request;
            this.executor = executor;
        }

        /** Who gives up, or does not hear, gives back what the database may be about to give: nothing was done with it. */
        Uni<Void> acquire() {
            return attempt(FIRST_PAUSE, Duration.ZERO)
                    .onFailure(failure -> !(failure instanceof VendorFailure))
                    .call(() -> release(key, name))
                    .onCancellation()
                    .call(() -> {
                        gone = true;
                        return taking.onFailure().recoverWithItem(false).chain(() -> release(key, name));
                    });
        }

        private Uni<Void> attempt(Duration pause, Duration waited) {
            if (gone) {
                return Uni.createFrom().nothing();
            }
            taking = take(key, name, request.multipliedBy(REQUESTS_HELD))
                    .memoize()
                    .indefinitely();
            return taking.emitOn(executor)
                    .chain(taken -> taken
                            ? Uni.createFrom().voidItem()
                            : refuseWhileInDoubt(key).emitOn(executor).chain(() -> again(pause, waited)));
        }

        private Uni<Void> again(Duration pause, Duration waited) {
            if (waited.compareTo(request) > 0) {
                return Uni.createFrom().failure(notNow("somebody else is working on the same record", request));
            }
            var jittered = pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis()));
            var doubled = pause.multipliedBy(2);
            var next = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
            return EventLoop.pause(jittered).chain(() -> attempt(next, waited.plus(jittered)));
        }
    }

    /** It says nothing about the vendor, costs the step none of its attempts, and is no reason to hold the connection. */
    private static VendorFailure notNow(String reason, Duration retryAfter) {
        return VendorFailure.refused(new Failure.Throttled(reason, retryAfter));
    }

    /** Of records that nobody wanted since they were in doubt. */
    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public Uni<Void> forget() {
        return database.query("delete from keyed_lock where held_until < clock_timestamp() - interval '1 day'")
                .execute()
                .replaceWithVoid();
    }

    private Uni<Void> refuseWhileInDoubt(String key) {
        return database.preparedQuery("""
                        select cast(ceil(1000 * extract(epoch from held_until - clock_timestamp())) as bigint) as left_millis
                        from keyed_lock where key = $1 and holder = $2 and held_until > clock_timestamp()""")
                .execute(Tuple.of(key, IN_DOUBT))
                .invoke(rows -> rows.forEach(row -> {
                    throw notNow(
                            "an earlier attempt may still have its effect on the same record",
                            Duration.ofMillis(row.getLong("left_millis")));
                }))
                .replaceWithVoid();
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

    private Uni<Void> release(String key, String holder) {
        return noted(database.preparedQuery("delete from keyed_lock where key = $1 and holder = $2")
                .execute(Tuple.of(key, holder)));
    }

    private Uni<Void> leaveInDoubt(String key, String holder) {
        return noted(database.preparedQuery("update keyed_lock set holder = $3 where key = $1 and holder = $2")
                .execute(Tuple.of(key, holder, IN_DOUBT)));
    }

    /** A lock of which nothing can be noted ends by itself: no reason to forget what the work came to. */
    private static Uni<Void> noted(Uni<?> note) {
        return note.replaceWithVoid().onFailure().recoverWithNull();
    }
}
