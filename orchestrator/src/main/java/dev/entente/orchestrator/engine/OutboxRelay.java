package dev.entente.orchestrator.engine;

import dev.entente.service.messaging.Publisher;
import dev.entente.service.metrics.Metric;
import dev.entente.service.reactive.EventLoop;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.StreamSupport;

/**
 * Publishes what whoever wrote it could not: in the order of the rows, one replica at a time. What cannot be published now holds
 * up what comes later in the same flows, and nothing else. A row that can never be published is set aside, with the reason; the step that waits for it has a
 * deadline.
 */
@ApplicationScoped
class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int PAGE = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Without a statement for a minute the connection would be given up, and the lock with it. */
    private static final Duration LONGEST_PAGE = Duration.ofSeconds(20);

    /** Held until the transaction ends, so that a replica that dies gives it back. */
    private static final String LOCK = "select pg_try_advisory_xact_lock(hashtext('outbox_batch')) as mine";

    /** What whoever wrote it has had time to publish, and what waits for nothing any more. */
    private static final String OLDEST = """
            select id, records from outbox_batch as waiting
            where refused is null and id < $1 and id <> all($2::bigint[])
                and (added_at < now() - interval '5 seconds' or held and not exists (
                    select from outbox_batch as older
                    where older.id < waiting.id and older.refused is null and older.flows && waiting.flows))
            order by id limit\s""" + PAGE;

    private static final String REFUSE = "update outbox_batch set refused = $2 where id = $1";

    /** What replicas of the version before left behind, one row a record. */
    private static final String TAKE_OVER = """
            with old as (delete from outbox where id in (
                select id from outbox where added_at < now() - interval '5 seconds' order by id limit 1000) returning *)
            insert into outbox_batch (flows, records)
            select array_agg(distinct correlation_id), convert_to(json_agg(json_build_object(
                'topic', topic, 'headers', headers, 'payload', convert_from(payload, 'UTF8')) order by id)::text, 'UTF8')
            from old having count(*) > 0""";

    private static final String BACKLOG = """
            select coalesce(sum((select count(distinct flow) from unnest(flows) as flow)) filter (where refused is null), 0)::bigint
                    as waiting,
                coalesce(extract(epoch from now() - min(added_at) filter (where refused is null)), 0)::bigint as age,
                count(refused) as refused
            from outbox_batch""";

    private final Pool database;
    private final Publisher publisher;
    private final Outbox outbox;
    private final RowsUnderWay underWay;
    private volatile Backlog backlog = Backlog.UNKNOWN;

    /** What is not on Kafka; not numbers while nobody knows, because figures of earlier would hide that. */
    private record Backlog(double flows, double oldestSeconds, double refused) {

        static final Backlog UNKNOWN = new Backlog(Double.NaN, Double.NaN, Double.NaN);

        static Backlog of(Row row) {
            return new Backlog(row.getLong("waiting"), row.getLong("age"), row.getLong("refused"));
        }
    }

    /** What became of a row. */
    private sealed interface Fate {
        record Published() implements Fate {}

        record Refused(String problem) implements Fate {}

        record Postponed() implements Fate {}
    }

    /**
     * How a page goes.
     *
     * @param until nanoseconds of the JVM's clock; no other row is begun after that
     * @param heldUp flows with a row that could not be published: what comes later in them has to wait
     */
    private record Page(long until, List<Row> rows, List<Long> published, Set<String> heldUp, Executor executor) {

        boolean mayBegin() {
            return System.nanoTime() < until;
        }

        boolean isThrough() {
            return heldUp.isEmpty() && mayBegin();
        }
    }

    OutboxRelay(Pool database, Publisher publisher, Outbox outbox, MeterRegistry metrics) {
        this.database = database;
        this.publisher = publisher;
        this.outbox = outbox;
        this.underWay = outbox.underWay();
        Metric.OUTBOX_UNPUBLISHED_FLOWS.gauge(metrics, () -> backlog.flows());
        Metric.OUTBOX_OLDEST_UNPUBLISHED_AGE_SECONDS.gauge(metrics, () -> backlog.oldestSeconds());
        Metric.OUTBOX_REFUSED_ROWS.gauge(metrics, () -> backlog.refused());
    }

    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> relay() {
        var executor = EventLoop.current();
        return outbox.deletePublished()
                .chain(() -> database.preparedQuery(TAKE_OVER).execute())
                .chain(() -> pages(executor))
                .chain(() -> database.query(BACKLOG).execute())
                .invoke(rows -> backlog = Backlog.of(rows.iterator().next()))
                .onFailure()
                .invoke(failure -> {
                    backlog = Backlog.UNKNOWN;
                    LOG.warnf("outbox.relay-postponed reason=\"%s\"", failure.getMessage());
                })
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Void> pages(Executor executor) {
        return database.withTransaction(connection -> connection
                        .query(LOCK)
                        .execute()
                        .chain(rows -> rows.iterator().next().getBoolean("mine")
                                ? page(connection, executor)
                                : Uni.createFrom().item(false)))
                .chain(full -> full ? pages(executor) : Uni.createFrom().voidItem());
    }

    /** Whether there may be more. */
    private Uni<Boolean> page(SqlConnection connection, Executor executor) {
        return connection
                .preparedQuery(OLDEST)
                .execute(
                        Tuple.of(underWay.oldestSending(), underWay.seen().ids().toArray(Long[]::new)))
                .map(rows -> new Page(
                        System.nanoTime() + LONGEST_PAGE.toNanos(),
                        StreamSupport.stream(rows.spliterator(), false).toList(),
                        new ArrayList<>(),
                        new HashSet<>(),
                        executor))
                .chain(page -> publish(connection, page, 0)
                        .chain(() -> Outbox.delete(connection, page.published()))
                        .replaceWith(() -> page.isThrough() && page.rows().size() == PAGE));
    }

    /** One after the other, from {@code at} on. A flow that has to wait holds up no other. */
    private Uni<Void> publish(SqlConnection connection, Page page, int at) {
        if (at == page.rows().size() || !page.mayBegin()) {
            return Uni.createFrom().voidItem();
        }
        var id = page.rows().get(at).getLong("id");
        var row = OutboxRow.of(page.rows().get(at).getBuffer("records").getBytes());
        var fate = row.flows().stream().anyMatch(page.heldUp()::contains)
                ? Uni.createFrom().<Fate>item(new Fate.Postponed())
                : publish(row).emitOn(page.executor());
        return fate.chain(known -> switch (known) {
                    case Fate.Published ignored -> {
                        page.published().add(id);
                        yield Uni.createFrom().voidItem();
                    }
                    case Fate.Refused refused -> refuse(connection, id, refused.problem());
                    case Fate.Postponed ignored -> {
                        page.heldUp().addAll(row.flows());
                        yield Uni.createFrom().voidItem();
                    }
                })
                .chain(() -> publish(connection, page, at + 1));
    }

    private Uni<Fate> publish(OutboxRow row) {
        return publisher
                .publish(row.records())
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .<Fate>map(there -> row.problem().isEmpty() ? new Fate.Published() : new Fate.Refused(row.problem()))
                .onFailure(OutboxRelay::isForGood)
                .recoverWithItem(failure -> new Fate.Refused(String.valueOf(failure.getMessage())))
                .onFailure()
                .invoke(failure -> LOG.warnf("outbox.relay-postponed reason=\"%s\"", failure))
                .onFailure()
                .recoverWithItem(new Fate.Postponed());
    }

    private static boolean isForGood(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof InvalidTopicException;
    }

    private static Uni<Void> refuse(SqlConnection connection, long id, String problem) {
        LOG.errorf("outbox.row-refused id=%d reason=\"%s\"", id, problem);
        return connection.preparedQuery(REFUSE).execute(Tuple.of(id, problem)).replaceWithVoid();
    }
}
