package dev.entente.orchestrator.engine;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** Forgets inbox rows that no redelivery can match any more: topics keep records for seven days. */
@ApplicationScoped
class Retention {

    private final Pool database;

    Retention(Pool database) {
        this.database = database;
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return database.query("delete from inbox where received_at < now() - interval '14 days'")
                .execute()
                .replaceWithVoid();
    }
}
