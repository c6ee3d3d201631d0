package dev.entente.service.deadletter;

import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.util.ArrayList;
import java.util.List;

/** How many letters nobody has decided about, as the database has them. */
@ApplicationScoped
class WaitingLetters {

    private static final Logger LOG = Logger.getLogger(WaitingLetters.class);

    private static final String COUNT =
            "select topic, count(*) as letters from dead_letter where status = 'WAITING' group by topic";

    private final Pool database;
    private final MultiGauge waiting;

    WaitingLetters(Pool database, MeterRegistry metrics) {
        this.database = database;
        this.waiting = Metric.DEAD_LETTERS_WAITING.gauges(metrics);
    }

    @Scheduled(every = "15s", delayed = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> count() {
        return database.query(COUNT)
                .execute()
                .invoke(found -> {
                    var rows = new ArrayList<MultiGauge.Row<?>>();
                    found.forEach(row ->
                            rows.add(Metric.DEAD_LETTERS_WAITING.row(row.getLong("letters"), row.getString("topic"))));
                    waiting.register(rows, true);
                })
                .onFailure()
                .invoke(failure -> {
                    // Figures of earlier would hide that there are none.
                    waiting.register(List.of(), true);
                    LOG.warnf("dead-letters.not-counted reason=\"%s\"", failure.getMessage());
                })
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
