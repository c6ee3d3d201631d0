package dev.entente.orchestrator.engine;

import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.Collection;

/** Measures milestones when they are reached. When one began is in the history of the instance; nothing waits for the answer. */
@ApplicationScoped
class Milestones {

    private static final Logger LOG = Logger.getLogger(Milestones.class);

    /** Only of those that have reached it for the first time: what happens to an order later is no delivery of it. */
    private static final String TOOK = """
            select extract(epoch from min(at) filter (where from_state = $3 and to_state = $4)
                - min(at) filter (where $2::text is null or to_state = $2))::double precision as seconds
            from workflow_history where instance_id = any($1) group by instance_id
            having count(*) filter (where from_state = $3 and to_state = $4) = 1""";

    private final Pool database;
    private final Workflows workflows;
    private final MeterRegistry metrics;

    Milestones(Pool database, Workflows workflows, MeterRegistry metrics) {
        this.database = database;
        this.workflows = workflows;
        this.metrics = metrics;
    }

    void reachedBy(Collection<Measured.Left> steps) {
        for (var hosted : workflows.all()) {
            for (var milestone : hosted.workflow().milestones()) {
                var reached = steps.stream()
                        .filter(step -> step.workflow().equals(hosted.name()) && milestone.isReachedBy(step))
                        .map(Measured.Left::instanceId)
                        .toArray(String[]::new);
                if (reached.length > 0) {
                    measure(hosted.name(), milestone, reached);
                }
            }
        }
    }

    private void measure(String workflow, Milestone milestone, String[] instances) {
        var timer = Metric.WORKFLOW_MILESTONE.timer(metrics, workflow, milestone.name());
        database.preparedQuery(TOOK)
                .execute(Tuple.of(instances, milestone.since(), milestone.from(), milestone.into()))
                .subscribe()
                .with(
                        rows -> rows.forEach(row -> {
                            var seconds = row.getDouble("seconds");
                            if (seconds != null) {
                                timer.record(Duration.ofNanos((long) (seconds * 1e9)));
                            }
                        }),
                        failure -> LOG.debugf("milestone.not-measured reason=\"%s\"", failure.getMessage()));
    }
}
