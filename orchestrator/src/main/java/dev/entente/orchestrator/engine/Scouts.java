package dev.entente.orchestrator.engine;

import dev.entente.orchestrator.machine.Stimulus;
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
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Lets instances go on that wait for a connection: all of them when it is back, and while it is not now and then one, the one
 * that has waited longest, to see whether it is.
 */
@ApplicationScoped
class Scouts {

    private static final Logger LOG = Logger.getLogger(Scouts.class);

    private static final String RELEASABLE = """
            select id, pause_held_for from workflow_instance
            where pause_held_for is not null and pause_held_for <> all($1::text[]) order by paused_since limit 500""";

    private static final String TURN = """
            update connection_hold set scouted_at = now()
            where scouted_at <= now() - make_interval(secs => $1) returning connection""";

    private static final String LONGEST =
            "select id from workflow_instance where pause_held_for = $1 order by paused_since limit 1";

    private final Pool database;
    private final Operations operations;
    private final Holds holds;
    private final HoldsConfig config;

    Scouts(Pool database, Operations operations, Holds holds, HoldsConfig config) {
        this.database = database;
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
        return database.preparedQuery(RELEASABLE)
                .execute(Tuple.of(held.toArray(String[]::new)))
                .chain(rows -> Multi.createFrom()
                        .iterable(rows(rows).stream()
                                .collect(Collectors.groupingBy(
                                        row -> row.getString("pause_held_for"),
                                        Collectors.mapping(row -> row.getString("id"), Collectors.toList())))
                                .entrySet())
                        .onItem()
                        .transformToUniAndConcatenate(waiting -> release(waiting.getKey(), waiting.getValue()))
                        .collect()
                        .asList()
                        .replaceWithVoid());
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
        return database.preparedQuery(LONGEST)
                .execute(Tuple.of(connection))
                .chain(rows -> rows.size() == 0
                        ? holds.end(connection)
                        : release(connection, List.of(rows.iterator().next().getString("id"))));
    }

    private Uni<Void> release(String connection, List<String> instances) {
        LOG.infof("connection.tried connection=%s instances=%d", connection, instances.size());
        return operations
                .act(Selection.of(instances), "release", new Stimulus.Released(connection), "entente", false)
                .replaceWithVoid();
    }

    private static List<Row> rows(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).toList();
    }
}
