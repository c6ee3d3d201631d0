package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Identifiers;
import dev.entente.orchestrator.machine.Due;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.service.metrics.Metric;
import dev.entente.service.tracing.MessageSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;

/**
 * Finds instances whose time has come. "Due" is a column of the instance, claimed with a lease: there is no second queue
 * that could fall out of step. Workflows that this version does not run, and instances of newer definitions, are left to replicas that
 * can read them. A timer that fires twice
 * is a duplicate, because its message id follows from the instance's version.
 */
@ApplicationScoped
class Timers {

    private static final Logger LOG = Logger.getLogger(Timers.class);

    private static final int MOST_AT_ONCE = 500;
    private static final long EVERY_MILLIS = 250;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private static final String CLAIM = """
            update workflow_instance set lease_until = now() + interval '30 seconds'
            where id in (select id from workflow_instance
                         where due_window <= $1 at time zone 'UTC' and due_at <= $1 and (lease_until is null or lease_until < now())
                             and %s
                         order by due_window for update skip locked limit $2)
            returning id, workflow, business_key, correlation_id, connection, region, hops, due_at, due_kind, version, traceparent""".formatted(Workflows.readable("$3", "$4"));

    private final Pool database;
    private final Engine engine;
    private final Workflows workflows;
    private final MessageSpans spans;
    private final Clock clock;
    private final Vertx vertx;
    private final AtomicLong latenessMillis = new AtomicLong();
    private final AtomicBoolean busy = new AtomicBoolean();
    private long ticking;

    Timers(
            Pool database,
            Engine engine,
            Workflows workflows,
            MessageSpans spans,
            Clock clock,
            Vertx vertx,
            MeterRegistry metrics) {
        this.database = database;
        this.engine = engine;
        this.workflows = workflows;
        this.spans = spans;
        this.clock = clock;
        this.vertx = vertx;
        Metric.WORKFLOW_TIMER_LATENESS_SECONDS.gauge(metrics, () -> latenessMillis.get() / 1e3);
    }

    /** The scheduler looks at its clock once a second; timers shall be less late than that. */
    void start(@Observes StartupEvent started) {
        var context = Objects.requireNonNull(VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext()));
        ticking = vertx.setPeriodic(EVERY_MILLIS, tick -> context.runOnContext(ignored -> fire()));
    }

    void stop(@Observes ShutdownEvent stopping) {
        vertx.cancelTimer(ticking);
    }

    private void fire() {
        if (busy.compareAndSet(false, true)) {
            Uni.createFrom()
                    .deferred(this::fireDue)
                    .onFailure()
                    .call(() -> Uni.createFrom().voidItem().onItem().delayIt().by(PAUSE_AFTER_FAILURE))
                    .onTermination()
                    .invoke(() -> busy.set(false))
                    .subscribe()
                    .with(done -> {}, failure -> LOG.warnf("timers.postponed reason=\"%s\"", failure.getMessage()));
        }
    }

    /** Until nothing is due: many timers that are due at once must not wait for one another's next round. */
    private Uni<Void> fireDue() {
        return database.preparedQuery(CLAIM)
                .execute(Tuple.of(
                        clock.instant().atOffset(ZoneOffset.UTC),
                        MOST_AT_ONCE,
                        workflows.names(),
                        workflows.versions()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(this::work)
                        .toList())
                .chain((List<Work> works) -> engine.process(works))
                .chain(applied ->
                        applied.size() < MOST_AT_ONCE ? Uni.createFrom().voidItem() : fireDue());
    }

    private Work work(Row row) {
        var dueAt = row.getOffsetDateTime("due_at").toInstant();
        latenessMillis.set(Duration.between(dueAt, clock.instant()).toMillis());
        var kind = Due.Kind.valueOf(row.getString("due_kind"));
        var message = new Attributes(
                Identifiers.derive(
                        "timer", row.getString("id"), row.getLong("version").toString(), kind.name(), dueAt.toString()),
                "/orchestrator/timers",
                "dev.entente.timer.v1",
                row.getString("business_key"),
                dueAt,
                row.getString("correlation_id"),
                null,
                row.getString("connection"),
                row.getString("region"),
                row.getInteger("hops"),
                null,
                row.getString("traceparent"),
                null);
        return new Work(
                message,
                row.getString("workflow"),
                new Stimulus.TimeCame(kind),
                null,
                spans.resume("timer " + kind.name().toLowerCase(Locale.ROOT), message, kind.name()));
    }
}
