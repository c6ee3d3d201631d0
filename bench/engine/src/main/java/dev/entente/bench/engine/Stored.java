package dev.entente.bench.engine;

import dev.entente.contracts.message.Identifiers;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Instances put into the orchestrator's table as they would stand there after months. */
final class Stored {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Ground ground;
    private long stored;

    Stored(Ground ground) {
        this.ground = ground;
    }

    /** Finished instances, as many as make so many altogether, each like one that really came to its end. */
    void fillTo(long altogether) throws SQLException {
        try (var connection = ground.connect("entente_orchestrator");
                var insert = connection.prepareStatement("""
                        insert into workflow_instance (id, workflow, definition_version, business_key, correlation_id,
                            connection, region, state, data, status, step_sequence, attempt, failures, entered_at, hops, version)
                        select md5('stored' || n), workflow, definition_version, 'opportunity/emea/stored-' || n,
                            md5('correlation' || n), connection, region, state, data, status, step_sequence, attempt,
                            failures, entered_at, hops, version
                        from (select * from workflow_instance where status = 'COMPLETED' limit 1) as finished,
                            generate_series(?, ?) as n""")) {
            insert.setLong(1, stored + 1);
            insert.setLong(2, altogether);
            insert.executeUpdate();
            stored = altogether;
            vacuum(connection);
        }
    }

    private static void vacuum(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("vacuum analyze workflow_instance");
            statement.execute("checkpoint");
        }
    }

    /** Waiting instances whose deadlines are spread evenly over a time. */
    void park(int instances, Instant from, Duration over) throws SQLException {
        try (var connection = ground.connect("entente_orchestrator");
                var insert = connection.prepareStatement("""
                        insert into workflow_instance (id, workflow, definition_version, business_key, correlation_id,
                            connection, region, state, data, status, step_sequence, attempt, failures, entered_at, hops, version,
                            due_at, due_kind)
                        select id, 'three-steps', 1, 'opportunity/emea/parked-' || n, md5('flow' || n), 'emea',
                            'eu', 'One', '{"deal": {"connection": "emea", "id": "1"}}', 'ACTIVE', 1, 1, 0, now(), 1, 1,
                            ?::timestamptz + n * ?::interval, 'DEADLINE'
                        from unnest(?::text[]) with ordinality as parked (id, n)""")) {
            insert.setTimestamp(1, Timestamp.from(from));
            insert.setString(2, over.dividedBy(instances).toNanos() / 1000 + " microseconds");
            insert.setArray(3, connection.createArrayOf("text", ids(instances)));
            insert.executeUpdate();
            vacuum(connection);
        }
    }

    private static String[] ids(int instances) {
        return IntStream.rangeClosed(1, instances)
                .mapToObj(number -> Identifiers.derive("instance", "three-steps", "opportunity/emea/parked-" + number))
                .toArray(String[]::new);
    }

    /** How late the timers of {@link #park} fired, when all of them have. */
    Percentiles lateness(int instances, Instant from, Duration over) throws SQLException {
        var until = Instant.now().plus(PATIENCE);
        try (var connection = ground.connect("entente_orchestrator");
                var statement = connection.createStatement()) {
            while (true) {
                try (var rows =
                        statement.executeQuery("select count(*) from workflow_instance where due_window is not null")) {
                    rows.next();
                    if (rows.getInt(1) == 0) {
                        return lateness(connection, instances, from, over);
                    }
                    if (Instant.now().isAfter(until)) {
                        throw new IllegalStateException(rows.getInt(1) + " timers did not fire");
                    }
                }
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            }
        }
    }

    private static Percentiles lateness(Connection connection, int instances, Instant from, Duration over)
            throws SQLException {
        var late = new double[instances];
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select substring(business_key from '\\d+$')::int, updated_at"
                        + " from workflow_instance where business_key like 'opportunity/emea/parked-%'")) {
            for (int at = 0; rows.next(); at++) {
                var due = from.plus(over.dividedBy(instances).multipliedBy(rows.getInt(1)));
                late[at] =
                        Duration.between(due, rows.getTimestamp(2).toInstant()).toNanos() / 1e6;
            }
        }
        return Percentiles.of(late);
    }
}
