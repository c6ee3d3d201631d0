package dev.entente.orchestrator.engine;

import dev.entente.service.messaging.Publisher;
import dev.entente.service.reactive.EventLoop;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;

/**
 * Publishes what whoever wrote it could not: in the order of the rows, one replica at a time, up to the first that cannot be
 * published now. A row that can never be published is set aside, with the reason; the step that waits for it has a
 * deadline.
 */
@ApplicationScoped
class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int PAGE = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Held until the transaction ends, so that a replica that dies gives it back. */
    private static final String LOCK = "select pg_try_advisory_xact_lock(hashtext('outbox_batch')) as mine";

    private static final String OLDEST = """
            select id, records from outbox_batch
            where added_at < now() - interval '5 seconds' and refused is null and id < $1 and id <> all($2::bigint[])
            order by id limit\s""" + PAGE;

    private static final String DELETE = "delete from outbox_batch where id = any($1::bigint[])";

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
            select coalesce(sum(cardinality(flows)) filter (where refused is null), 0)::bigint as waiting,
                coalesce(extract(epoch from now() - min(added_at) filter (where refused is null)), 0)::bigint as age,
                count(refused) as refused
            from outbox_batch""";

    private final Pool database;
    private final Publisher publisher;
    private final RowsUnderWay underWay;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong oldestSeconds = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /** What a page came to: rows that are there or set aside, and whether the next may follow. */
    private record Page(List<Long> through, boolean goesOn) {}

    OutboxRelay(Pool database, Publisher publisher, Outbox outbox, MeterRegistry metrics) {
        this.database = database;
        this.publisher = publisher;
        this.underWay = outbox.underWay();
        metrics.gauge("outbox_unpublished_flows", waiting);
        metrics.gauge("outbox_oldest_unpublished_age_seconds", oldestSeconds);
        metrics.gauge("outbox_refused_rows", refused);
    }

    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> relay() {
        var executor = EventLoop.current();
        return deletePublished()
                .chain(() -> database.preparedQuery(TAKE_OVER).execute())
                .chain(() -> pages(executor))
                .chain(() -> database.query(BACKLOG).execute())
                .invoke(rows -> {
                    var row = rows.iterator().next();
                    waiting.set(row.getLong("waiting"));
                    oldestSeconds.set(row.getLong("age"));
                    refused.set(row.getLong("refused"));
                })
                .onFailure()
                .invoke(failure -> LOG.warnf("outbox.relay-postponed reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Void> deletePublished() {
        return Uni.createFrom().deferred(() -> {
            var ids = underWay.takePublished();
            return delete(database.preparedQuery(DELETE)::execute, ids)
                    .invoke(() -> underWay.deleted(ids))
                    .onFailure()
                    .invoke(() -> underWay.giveBack(ids));
        });
    }

    private static Uni<Void> delete(java.util.function.Function<Tuple, Uni<?>> statement, List<Long> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().voidItem()
                : statement.apply(Tuple.of(ids.toArray(Long[]::new))).replaceWithVoid();
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
                .execute(Tuple.of(underWay.oldestSending(), underWay.all().toArray(Long[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                .chain(rows -> publish(connection, rows, 0, new ArrayList<>(), executor)
                        .chain(page -> delete(connection.preparedQuery(DELETE)::execute, page.through())
                                .replaceWith(page.goesOn() && rows.size() == PAGE)));
    }

    /** One after the other, from {@code at} on. */
    private Uni<Page> publish(
            SqlConnection connection, List<Row> rows, int at, List<Long> published, Executor executor) {
        if (at == rows.size()) {
            return Uni.createFrom().item(new Page(published, true));
        }
        var id = rows.get(at).getLong("id");
        var row = OutboxRow.of(rows.get(at).getBuffer("records").getBytes());
        return publisher
                .publish(row.records())
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .emitOn(executor)
                .map(done -> row.problem())
                .onFailure(RecordTooLargeException.class)
                .recoverWithItem(tooLarge -> tooLarge.getMessage())
                .chain(problem -> {
                    if (problem.isEmpty()) {
                        published.add(id);
                        return Uni.createFrom().voidItem();
                    }
                    LOG.errorf("outbox.row-refused id=%d reason=\"%s\"", id, problem);
                    return connection
                            .preparedQuery(REFUSE)
                            .execute(Tuple.of(id, problem))
                            .replaceWithVoid();
                })
                .chain(() -> publish(connection, rows, at + 1, published, executor))
                .onFailure(failure -> !(failure instanceof io.vertx.pgclient.PgException))
                .recoverWithItem(failure -> {
                    LOG.warnf("outbox.relay-postponed reason=\"%s\"", failure.getMessage());
                    return new Page(published, false);
                });
    }
}
