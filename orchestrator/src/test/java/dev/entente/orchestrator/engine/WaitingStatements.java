package dev.entente.orchestrator.engine;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

import java.time.Duration;

/** Statements that somebody else's lock holds up. */
final class WaitingStatements {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private WaitingStatements() {}

    /** How many there are at the moment. */
    static long count(Pool database) {
        return count(database, "%");
    }

    /** @param pattern as SQL's {@code like} has it */
    static long count(Pool database, String pattern) {
        return database.preparedQuery(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like $1")
                .execute(Tuple.of(pattern))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getLong(0);
    }
}
