package dev.entente.orchestrator.engine;

import dev.entente.service.messaging.Publisher;
import dev.entente.service.reactive.EventLoop;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;

/**
 * Messages written in the same transaction as the states that caused them. Whoever wrote them publishes them after the
 * commit and has them deleted; what a crash or an absent broker left behind is claimed, in order, by the relay of whichever
 * replica comes first. Published twice at the worst, and then with the same id.
 */
@ApplicationScoped
class Outbox {

    private static final Logger LOG = Logger.getLogger(Outbox.class);

    private static final String CLAIM = """
            update outbox_batch set claimed_until = now() + interval '30 seconds'
            where id in (select id from outbox_batch
                         where added_at < now() - interval '5 seconds' and (claimed_until is null or claimed_until < now())
                             and id <> all($1::bigint[])
                         order by id for update skip locked limit 20)
            returning id, records""";

    /** What replicas of the version before left behind, one row a record. */
    private static final String TAKE_OVER = """
            with old as (delete from outbox where added_at < now() - interval '5 seconds' returning *)
            insert into outbox_batch (flows, records)
            select array_agg(distinct correlation_id), convert_to(json_agg(json_build_object(
                'topic', topic, 'headers', headers, 'payload', convert_from(payload, 'UTF8')) order by id)::text, 'UTF8')
            from old having count(*) > 0""";

    private static final String BACKLOG = """
            select coalesce(sum(cardinality(flows)), 0)::bigint as waiting, coalesce(extract(epoch from now() - min(added_at)), 0)::bigint as age from outbox_batch""";

    private final Pool database;
    private final Publisher publisher;
    private final PublishedRows published = new PublishedRows();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong oldestSeconds = new AtomicLong();

    /** A row and what it holds. */
    record Entry(long id, OutboxRow row) {}

    Outbox(Pool database, Publisher publisher, MeterRegistry metrics) {
        this.database = database;
        this.publisher = publisher;
        metrics.gauge("outbox_unpublished_flows", waiting);
        metrics.gauge("outbox_oldest_unpublished_age_seconds", oldestSeconds);
    }

    /**
     * Publishes what was committed, in the order of the calls. Nobody need wait for the end: a failure is the relay's
     * business.
     */
    Uni<Void> publish(List<Entry> entries) {
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var ids = entries.stream().map(Entry::id).toList();
        published.publishing(ids);
        return publisher
                .publish(entries.stream()
                        .flatMap(entry -> entry.row().records().stream())
                        .toList())
                .invoke(() -> published.published(ids))
                .onFailure()
                .invoke(failure -> {
                    published.failed(ids);
                    LOG.warnf("outbox.publish-postponed reason=\"%s\"", failure.getMessage());
                })
                .onFailure()
                .recoverWithNull();
    }

    /** Which rows need not be waited for. */
    PublishedRows published() {
        return published;
    }

    private Uni<Void> deletePublished() {
        var ids = published.take();
        return ids.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.preparedQuery("delete from outbox_batch where id = any($1::bigint[])")
                        .execute(Tuple.of(ids.toArray(Long[]::new)))
                        .invoke(() -> published.deleted(ids))
                        .onFailure()
                        .invoke(() -> published.giveBack(ids))
                        .replaceWithVoid();
    }

    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> relay() {
        var executor = EventLoop.current();
        return deletePublished()
                .chain(() -> database.preparedQuery(TAKE_OVER).execute())
                .chain(() -> database.preparedQuery(CLAIM)
                        .execute(Tuple.of(published.all().toArray(Long[]::new))))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Outbox::entry)
                        .sorted(Comparator.comparingLong(Entry::id))
                        .toList())
                .chain(this::publish)
                .emitOn(executor)
                .chain(() -> database.query(BACKLOG).execute())
                .invoke(rows -> {
                    var row = rows.iterator().next();
                    waiting.set(row.getLong("waiting"));
                    oldestSeconds.set(row.getLong("age"));
                })
                .onFailure()
                .invoke(failure -> LOG.warnf("outbox.relay-postponed reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.getLong("id"), OutboxRow.of(row.getBuffer("records").getBytes()));
    }
}
