package dev.entente.service.deadletter;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.time.Duration;

/** Forgets letters that were decided about long ago, and replays that ended. What waits is never forgotten. */
@ApplicationScoped
public class LetterRetention {

    private static final String LETTERS = """
            delete from dead_letter where id = any(array(
                select id from dead_letter where status <> 'WAITING' and decided_at < now() - make_interval(secs => $1) limit 1000))""";

    /** One that runs is updated with every letter. */
    private static final String REPLAYS = "delete from replay where updated_at < now() - make_interval(secs => $1)";

    private final Pool database;
    private final Duration kept;

    /** @param kept {@code entente.dead-letters.kept}: how long what was decided can still be looked at */
    LetterRetention(
            Pool database, @ConfigProperty(name = "entente.dead-letters.kept", defaultValue = "P90D") Duration kept) {
        this.database = database;
        this.kept = kept;
    }

    /** Completes when all of them are forgotten. */
    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public Uni<Void> forget() {
        return letters().chain(() -> forget(REPLAYS)).replaceWithVoid();
    }

    private Uni<Void> letters() {
        return forget(LETTERS)
                .chain(forgotten -> forgotten > 0 ? letters() : Uni.createFrom().voidItem());
    }

    private Uni<Integer> forget(String statement) {
        return database.preparedQuery(statement)
                .execute(Tuple.of((double) kept.toSeconds()))
                .map(rows -> rows.rowCount());
    }
}
