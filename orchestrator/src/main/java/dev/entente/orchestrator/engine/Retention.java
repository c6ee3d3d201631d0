package dev.entente.orchestrator.engine;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Forgets inbox rows that no redelivery can match any more, because topics keep records for seven days; and what instances were before
 * they were moved, a month after.
 */
@ApplicationScoped
class Retention {

    private static final String PORTION = """
            delete from inbox where ctid = any(array(
                select ctid from inbox where received_at < now() - interval '14 days' limit 20000))""";

    private static final String MOVES = "delete from definition_move where moved_at < now() - interval '30 days'";

    private final Pool database;

    Retention(Pool database) {
        this.database = database;
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return database.query(PORTION)
                .execute()
                .chain(deleted -> deleted.rowCount() > 0
                        ? forget()
                        : database.query(MOVES).execute().replaceWithVoid());
    }
}
