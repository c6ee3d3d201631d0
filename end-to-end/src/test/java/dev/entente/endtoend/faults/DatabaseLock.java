package dev.entente.endtoend.faults;

import dev.entente.sandbox.launch.Topology;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A lock on a table, which stops a service at exactly the statement that needs the table. */
public final class DatabaseLock implements AutoCloseable {

    private final Connection holder;
    private final Connection observer;
    private final String table;

    /** Nobody reads, nobody writes. */
    public static DatabaseLock againstEverybody(Topology topology, String database, String table) throws SQLException {
        return new DatabaseLock(topology, database, table, "access exclusive");
    }

    /** Reading goes on. */
    public static DatabaseLock againstWriters(Topology topology, String database, String table) throws SQLException {
        return new DatabaseLock(topology, database, table, "share");
    }

    private DatabaseLock(Topology topology, String database, String table, String mode) throws SQLException {
        this.table = table;
        this.holder = connect(topology, database);
        this.observer = connect(topology, database);
        holder.setAutoCommit(false);
        try (var statement = holder.createStatement()) {
            statement.execute("lock table " + table + " in " + mode + " mode");
        }
    }

    public static Connection connect(Topology topology, String database) throws SQLException {
        return DriverManager.getConnection(topology.jdbcUrl(database), "entente", "entente");
    }

    /** One number. */
    static long count(Topology topology, String database, String query) {
        try (var connection = connect(topology, database)) {
            return count(connection, query);
        } catch (SQLException notNow) {
            throw new IllegalStateException(notNow);
        }
    }

    private static long count(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /**
     * Whether somebody waits for the table.
     *
     * @param beginning how the waiting statement begins, a regular expression
     */
    boolean hasStopped(String beginning) {
        try {
            return count(
                            observer,
                            "select count(*) from pg_locks join pg_stat_activity using (pid) where not granted"
                                    + " and relation = '" + table + "'::regclass and query ~ '^" + beginning + "'")
                    > 0;
        } catch (SQLException gone) {
            throw new IllegalStateException(gone);
        }
    }

    @Override
    public void close() {
        try (holder;
                observer) {
            if (!holder.isClosed()) {
                holder.rollback();
            }
        } catch (SQLException gone) {
            throw new IllegalStateException(gone);
        }
    }
}
