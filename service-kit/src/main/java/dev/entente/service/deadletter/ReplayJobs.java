package dev.entente.service.deadletter;

import dev.entente.contracts.message.Identifiers;
import dev.entente.service.reactive.EventLoop;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Replays that take their time: so many letters a second, one after the other, until they are through or somebody cancels. What
 * they have come to stands in the database, for every replica to tell.
 */
@ApplicationScoped
class ReplayJobs {

    private static final Logger LOG = Logger.getLogger(ReplayJobs.class);

    private static final String UNHEARD_OF = "updated_at < now() - interval '1 minute'";

    private static final String COLUMNS = """
            id, case when status = 'RUNNING' and %s then 'STALLED' else status end as status,
            letters, replayed, refused, note, asked_by, asked_why, started_at, updated_at""".formatted(UNHEARD_OF);

    private static final String START = "insert into replay (id, correlation_id, status, letters, asked_by, asked_why)"
            + " values ($1, $2, 'RUNNING', $3, $4, $5) returning " + COLUMNS;

    private static final String ADVANCE = """
            update replay set replayed = replayed + $2, refused = refused + $3, updated_at = now()
            where id = $1 returning cancel_asked""";

    /** One that was taken for dead and cancelled may end after all: it stays cancelled. */
    private static final String END = """
            update replay set status = $2, note = case when note = '' then $3 else note end, updated_at = now()
            where id = $1 and status = 'RUNNING'""";

    /** What nobody runs any more is at its end; should its process only have been slow, it stops with the next letter. */
    private static final String CANCEL = """
            update replay set cancel_asked = true, note = $2,
                status = case when %s then 'CANCELLED' else status end
            where id = $1 and status = 'RUNNING'""".formatted(UNHEARD_OF);

    private final Pool database;
    private final DeadLetterStore store;
    private final Replays replays;

    ReplayJobs(Pool database, DeadLetterStore store, Replays replays) {
        this.database = database;
        this.store = store;
        this.replays = replays;
    }

    /** Somebody does not want the rest to be replayed. */
    private static final class Cancelled extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Cancelled() {
            super("cancelled", null, false, false);
        }
    }

    /**
     * Begins, and answers before the first letter is replayed.
     *
     * @param letters their ids, in the order in which they are to be replayed
     * @param perSecond 1 to 1000
     */
    Uni<ReplayJob> start(List<String> letters, int perSecond, String who, String why) {
        var id = UUID.randomUUID().toString();
        return database.preparedQuery(START)
                .execute(Tuple.of(id, Identifiers.correlation("entente", "replay", id), letters.size(), who, why))
                .map(rows -> job(rows.iterator().next()))
                .invoke(() -> run(id, letters, Duration.ofMillis(1000 / perSecond), who, why));
    }

    private void run(String id, List<String> letters, Duration pause, String who, String why) {
        Multi.createFrom()
                .iterable(letters)
                .onItem()
                .transformToUniAndConcatenate(letter -> replay(letter, who, why)
                        .chain(replayed -> advance(id, replayed))
                        .chain(() -> EventLoop.pause(pause)))
                .collect()
                .asList()
                .chain(() -> end(id, ReplayJob.Status.DONE, ""))
                .onFailure(Cancelled.class)
                .recoverWithUni(() -> end(id, ReplayJob.Status.CANCELLED, ""))
                .onFailure()
                .recoverWithUni(failure -> end(id, ReplayJob.Status.FAILED, String.valueOf(failure.getMessage())))
                .subscribe()
                .with(
                        ended -> LOG.infof("replay.ended id=%s", id),
                        failure -> LOG.warnf("replay.abandoned id=%s reason=\"%s\"", id, failure.getMessage()));
    }

    /** As it stands now: it may have been decided about since the job began. */
    private Uni<Boolean> replay(String letter, String who, String why) {
        return store.find(letter)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(false)
                        : replays.replay(found.get(), Edit.NONE, who, why)
                                .map(decided -> decided.outcome().equals("replayed")));
    }

    private Uni<Void> advance(String id, boolean replayed) {
        return database.preparedQuery(ADVANCE)
                .execute(Tuple.of(id, replayed ? 1 : 0, replayed ? 0 : 1))
                .invoke(rows -> {
                    if (rows.iterator().next().getBoolean("cancel_asked")) {
                        throw new Cancelled();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> end(String id, ReplayJob.Status status, String note) {
        return database.preparedQuery(END)
                .execute(Tuple.of(id, status.name(), note))
                .replaceWithVoid();
    }

    Uni<Optional<ReplayJob>> find(String id) {
        return database.preparedQuery("select " + COLUMNS + " from replay where id = $1")
                .execute(Tuple.of(id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(ReplayJobs::job));
    }

    /** After the letter at hand, the rest is left as it is. Does nothing to one that has ended. */
    Uni<Optional<ReplayJob>> cancel(String id, String who, String why) {
        return database.preparedQuery(CANCEL)
                .execute(Tuple.of(id, "cancelled by " + who + ": " + why))
                .chain(() -> find(id));
    }

    private static ReplayJob job(Row row) {
        return new ReplayJob(
                row.getString("id"),
                ReplayJob.Status.valueOf(row.getString("status")),
                row.getInteger("letters"),
                row.getInteger("replayed"),
                row.getInteger("refused"),
                row.getString("note"),
                row.getString("asked_by"),
                row.getString("asked_why"),
                row.getOffsetDateTime("started_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
