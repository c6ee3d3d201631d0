package dev.entente.orchestrator.engine;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Lets instances go on that wait for a connection: all of them when it is back, and while it is not now and then one, the one
 * that has waited longest, to see whether it is.
 */
@ApplicationScoped
class Scouts {

    private static final Logger LOG = Logger.getLogger(Scouts.class);

    /** Each connection that somebody waits for, found without reading all who wait. */
    private static final String WAITED_FOR = """
            with recursive waited_for (connection) as (
                (select pause_held_for from workflow_instance where status = 'PAUSED' and pause_held_for is not null
                 order by pause_held_for limit 1)
                union all
                select (select pause_held_for from workflow_instance
                        where status = 'PAUSED' and pause_held_for is not null and pause_held_for > waited_for.connection
                        order by pause_held_for limit 1)
                from waited_for where waited_for.connection is not null)
            select connection from waited_for where connection is not null""";

    private static final String TURN = """
            update connection_hold set scouted_at = now()
            where scouted_at <= now() - make_interval(secs => $1) returning connection""";

    private static final String LONGEST = """
            select id from workflow_instance where status = 'PAUSED' and pause_held_for = $1 and %s
            order by paused_since limit $4""".formatted(Workflows.readable("$2", "$3"));

    /** Whichever definition has stored it. */
    private static final String WAITED_FOR_BY_ANY =
            "select 1 from workflow_instance where status = 'PAUSED' and pause_held_for = $1 limit 1";

    private static final int PAGE = 500;

    /** So many are tried before a turn is given up: one that this version cannot read must not keep the others waiting. */
    private static final int CANDIDATES = 5;

    private final Pool database;
    private final Operations operations;
    private final Holds holds;
    private final Workflows workflows;
    private final HoldsConfig config;

    Scouts(Pool database, Operations operations, Holds holds, Workflows workflows, HoldsConfig config) {
        this.database = database;
        this.workflows = workflows;
        this.operations = operations;
        this.holds = holds;
        this.config = config;
    }

    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return holds.refresh()
                .chain(held -> releaseAllBut(held))
                .chain(() -> scoutInTurn())
                .onFailure()
                .invoke(failure -> LOG.debugf("scouts.postponed reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> releaseAllBut(Set<String> held) {
        return database.query(WAITED_FOR)
                .execute()
                .chain(rows -> Multi.createFrom()
                        .iterable(rows(rows))
                        .onItem()
                        .transform(row -> row.getString("connection"))
                        .filter(connection -> !held.contains(connection))
                        .onItem()
                        .transformToUniAndConcatenate(
                                connection -> longest(connection, PAGE).chain(ids -> release(connection, ids)))
                        .collect()
                        .asList()
                        .replaceWithVoid());
    }

    private Uni<List<String>> longest(String connection, int most) {
        return database.preparedQuery(LONGEST)
                .execute(Tuple.of(connection, workflows.names(), workflows.versions(), most))
                .map(rows -> rows(rows).stream().map(row -> row.getString("id")).toList());
    }

    private Uni<Void> scoutInTurn() {
        return database.preparedQuery(TURN)
                .execute(Tuple.of((double) config.scoutEvery().toSeconds()))
                .chain(rows -> Multi.createFrom()
                        .iterable(rows(rows))
                        .onItem()
                        .transformToUniAndConcatenate(row -> scout(row.getString("connection")))
                        .collect()
                        .asList()
                        .replaceWithVoid());
    }

    private Uni<Void> scout(String connection) {
        return longest(connection, CANDIDATES)
                .chain(ids -> ids.isEmpty() ? endIfNobodyWaits(connection) : sendOne(connection, ids));
    }

    /** Those whom only a newer version can read are that one's to try. */
    private Uni<Void> endIfNobodyWaits(String connection) {
        return database.preparedQuery(WAITED_FOR_BY_ANY)
                .execute(Tuple.of(connection))
                .chain(waiting -> waiting.size() > 0 ? Uni.createFrom().voidItem() : holds.end(connection));
    }

    private Uni<Void> sendOne(String connection, List<String> candidates) {
        return release(connection, candidates.subList(0, 1))
                .chain(released -> released > 0 || candidates.size() == 1
                        ? Uni.createFrom().voidItem()
                        : sendOne(connection, candidates.subList(1, candidates.size())));
    }

    /** How many of them went on. */
    private Uni<Long> release(String connection, List<String> instances) {
        if (instances.isEmpty()) {
            return Uni.createFrom().item(0L);
        }
        LOG.infof("connection.tried connection=%s instances=%d", connection, instances.size());
        return operations
                .release(instances, connection)
                .map(results -> results.stream().filter(ItemResult::changed).count());
    }

    private static List<Row> rows(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).toList();
    }
}
