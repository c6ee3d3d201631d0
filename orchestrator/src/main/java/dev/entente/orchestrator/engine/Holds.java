package dev.entente.orchestrator.engine;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.service.logging.FlowLog;
import dev.entente.service.logging.FlowLog.Key;
import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Which connections are away, learned from what commands come to: several flows in a row that met nobody, and it is; any answer
 * but "not now", and it is not. One flow that fails again and again proves nothing: its step may be at fault. All replicas know what one of
 * them has learned, a second later.
 */
@ApplicationScoped
class Holds {

    private static final Logger LOG = Logger.getLogger(Holds.class);

    /** What a replay or a consumer that lags behind brings says nothing about the present. */
    private static final Duration NEWS = Duration.ofMinutes(1);

    private static final String BEGIN =
            "insert into connection_hold (connection, correlation_id) values ($1, $2) on conflict (connection) do nothing";

    private final Pool database;
    private final HoldsConfig config;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final FlowLog log = new FlowLog();
    private final Map<String, Set<String>> failing = new ConcurrentHashMap<>();
    private volatile Set<String> held = Set.of();

    /** Statements under way that say what began or ended here. */
    private int writing;

    /** Of what is known, and of what is being written. */
    private long changes;

    Holds(Pool database, HoldsConfig config, Clock clock, MeterRegistry metrics) {
        this.database = database;
        this.clock = clock;
        this.config = config;
        this.metrics = metrics;
        Metric.CONNECTIONS_HELD.gauge(metrics, () -> held.size());
    }

    Set<String> held() {
        return held;
    }

    /**
     * Work was done. Says something of a connection only when it is an answer, and a fresh one: news of a system says that it speaks, not
     * that it answers, and may say that it does not. Never fails, and is not waited for.
     */
    void heard(Work work) {
        if (!(work.stimulus() instanceof Stimulus.Arrived arrived)
                || arrived.intent() == null
                || work.message().time().isBefore(clock.instant().minus(NEWS))) {
            return;
        }
        var connection = work.message().connection();
        switch (arrived.event()) {
            case CommandFailed(Failure.Transient ignored) ->
                metNobody(connection, work.message().correlationId());
            // May be said without the system: a record in doubt is waited for, and so is one that somebody else is at.
            case CommandFailed(Failure.Throttled ignored) -> {}
            default -> answered(connection);
        }
    }

    private void metNobody(String connection, String flow) {
        if (held.contains(connection)) {
            return;
        }
        var flows = failing.computeIfAbsent(connection, ignored -> ConcurrentHashMap.newKeySet());
        flows.add(flow);
        if (flows.size() >= config.flows()) {
            change(known -> known.add(connection));
            Metric.CONNECTION_HOLDS.counter(metrics, connection).increment();
            log.warn("connection.held", flow, FlowLog.field(Key.CONNECTION, connection));
            note(write(database.preparedQuery(BEGIN).execute(Tuple.of(connection, flow))));
        }
    }

    private void answered(String connection) {
        if (!failing.isEmpty()) {
            failing.remove(connection);
        }
        if (held.contains(connection)) {
            LOG.infof("connection.back connection=%s", connection);
            note(end(connection));
        }
    }

    /** Nobody waits for it any more; who does is released by the next round of {@link Scouts}. */
    Uni<Void> end(String connection) {
        failing.remove(connection);
        change(known -> known.remove(connection));
        return write(database.preparedQuery("delete from connection_hold where connection = $1")
                .execute(Tuple.of(connection)));
    }

    /** Learns what other replicas have learned. */
    Uni<Set<String>> refresh() {
        return Uni.createFrom().deferred(() -> {
            var before = changes();
            return database.query("select connection from connection_hold")
                    .execute()
                    .map(rows -> {
                        var known = new HashSet<String>();
                        rows.forEach(row -> known.add(row.getString("connection")));
                        return learn(known, before);
                    });
        });
    }

    /** Only if nothing began or ended here meanwhile: the answer may be from before that. */
    private synchronized Set<String> learn(Set<String> known, long before) {
        if (writing == 0 && changes == before) {
            held.stream().filter(back -> !known.contains(back)).forEach(failing::remove);
            held = Set.copyOf(known);
        }
        return held;
    }

    private synchronized void change(Consumer<Set<String>> change) {
        var known = new HashSet<>(held);
        change.accept(known);
        held = Set.copyOf(known);
        changes++;
    }

    private synchronized long changes() {
        return changes;
    }

    private Uni<Void> write(Uni<?> statement) {
        return Uni.createFrom()
                .deferred(() -> {
                    writing(1);
                    return statement;
                })
                .onTermination()
                .invoke(() -> writing(-1))
                .replaceWithVoid();
    }

    private synchronized void writing(int more) {
        writing += more;
        changes++;
    }

    private static void note(Uni<Void> written) {
        written.subscribe()
                .with(done -> {}, failure -> LOG.warnf("connection.not-noted reason=\"%s\"", failure.getMessage()));
    }
}
