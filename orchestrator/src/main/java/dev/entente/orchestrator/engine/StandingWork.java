package dev.entente.orchestrator.engine;

import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * What is under way, parked and overdue, asked of the database itself: the same on every replica, and true after any restart.
 * Finished instances are not looked at.
 */
@ApplicationScoped
class StandingWork {

    private static final Logger LOG = Logger.getLogger(StandingWork.class);

    private static final String UNDER_WAY = """
            select workflow, state, status, coalesce(parked_kind, '') as kind, coalesce(money_currency, '') as currency,
                count(*) as instances, extract(epoch from now() - min(entered_at))::double precision as oldest,
                coalesce(sum(money_amount), 0)::double precision as money
            from workflow_instance where status in ('ACTIVE', 'PARKED', 'PAUSED')
            group by workflow, state, status, kind, currency""";

    private static final String OVERDUE = """
            select count(*) as timers from workflow_instance
            where due_window <= now() at time zone 'UTC' and due_at < now() - interval '30 seconds'""";

    private final Pool database;
    private final MultiGauge instances;
    private final MultiGauge oldest;
    private final MultiGauge parked;
    private final MultiGauge money;
    private volatile double overdue = Double.NaN;

    /** @param money in whole units of the currency, for graphs */
    private record Standing(
            String workflow,
            String state,
            String status,
            String kind,
            String currency,
            long instances,
            double oldest,
            double money) {

        static Standing of(Row row) {
            return new Standing(
                    row.getString("workflow"),
                    row.getString("state"),
                    row.getString("status").toLowerCase(Locale.ROOT),
                    row.getString("kind"),
                    row.getString("currency"),
                    row.getLong("instances"),
                    row.getDouble("oldest"),
                    row.getDouble("money"));
        }

        List<String> place() {
            return List.of(workflow, state, status);
        }
    }

    StandingWork(Pool database, MeterRegistry metrics) {
        this.database = database;
        this.instances = Metric.WORKFLOW_INSTANCES.gauges(metrics);
        this.oldest = Metric.WORKFLOW_OLDEST_SECONDS.gauges(metrics);
        this.parked = Metric.WORKFLOW_PARKED_INSTANCES.gauges(metrics);
        this.money = Metric.WORKFLOW_PARKED_MONEY.gauges(metrics);
        Metric.WORKFLOW_TIMERS_OVERDUE.gauge(metrics, () -> overdue);
    }

    @Scheduled(every = "15s", delayed = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return database.query(UNDER_WAY)
                .execute()
                .invoke(rows -> tell(StreamSupport.stream(rows.spliterator(), false)
                        .map(Standing::of)
                        .toList()))
                .chain(() -> database.query(OVERDUE).execute())
                .invoke(rows -> overdue = rows.iterator().next().getLong("timers"))
                .onFailure()
                .invoke(failure -> {
                    // Figures of earlier would hide that there are none.
                    tell(List.of());
                    overdue = Double.NaN;
                    LOG.warnf("standing-work.unknown reason=\"%s\"", failure.getMessage());
                })
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private void tell(List<Standing> standing) {
        var count = new HashMap<List<String>, Double>();
        var age = new HashMap<List<String>, Double>();
        var parkedCount = new HashMap<List<String>, Double>();
        var parkedMoney = new HashMap<List<String>, Double>();
        for (var one : standing) {
            count.merge(one.place(), (double) one.instances(), Double::sum);
            age.merge(one.place(), one.oldest(), Math::max);
            if (!one.kind().isEmpty()) {
                parkedCount.merge(List.of(one.workflow(), one.kind()), (double) one.instances(), Double::sum);
                if (!one.currency().isEmpty()) {
                    parkedMoney.merge(List.of(one.workflow(), one.kind(), one.currency()), one.money(), Double::sum);
                }
            }
        }
        instances.register(rows(Metric.WORKFLOW_INSTANCES, count), true);
        oldest.register(rows(Metric.WORKFLOW_OLDEST_SECONDS, age), true);
        parked.register(rows(Metric.WORKFLOW_PARKED_INSTANCES, parkedCount), true);
        money.register(rows(Metric.WORKFLOW_PARKED_MONEY, parkedMoney), true);
    }

    private static List<MultiGauge.Row<?>> rows(Metric metric, Map<List<String>, Double> figures) {
        var rows = new ArrayList<MultiGauge.Row<?>>();
        figures.forEach((labels, figure) -> rows.add(metric.row(figure, labels.toArray(String[]::new))));
        return rows;
    }
}
