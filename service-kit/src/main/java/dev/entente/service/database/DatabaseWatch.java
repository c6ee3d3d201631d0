package dev.entente.service.database;

import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Asks the database every few seconds, and says for how long it has not answered. Most other figures come from the database and are
 * missing while it is away; this one is there to say why.
 */
@ApplicationScoped
class DatabaseWatch {

    private static final Logger LOG = Logger.getLogger(DatabaseWatch.class);

    /** Two questions and a little: an answer that takes that long is none. */
    private static final Duration PATIENCE = Duration.ofSeconds(11);

    private static final Duration GIVEN_UP = Duration.ofMinutes(1);

    private final Pool database;
    private final Clock clock;
    private volatile Instant answered;

    DatabaseWatch(Pool database, Clock clock, MeterRegistry metrics) {
        this.database = database;
        this.clock = clock;
        this.answered = clock.instant();
        Metric.DATABASE_SILENT_SECONDS.gauge(metrics, this::silentSeconds);
    }

    private double silentSeconds() {
        var silence = Duration.between(answered, clock.instant());
        return silence.compareTo(PATIENCE) > 0 ? silence.toMillis() / 1e3 : 0;
    }

    /** Not twice within a minute when there is no answer: each such question keeps a connection. */
    @Scheduled(every = "5s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> ask() {
        return database.query("select 1")
                .execute()
                .ifNoItem()
                .after(GIVEN_UP)
                .fail()
                .invoke(() -> answered = clock.instant())
                .onFailure()
                .invoke(failure -> LOG.warnf("database.silent since=%s reason=\"%s\"", answered, failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
