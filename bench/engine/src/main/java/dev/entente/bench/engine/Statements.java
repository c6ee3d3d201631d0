package dev.entente.bench.engine;

import java.sql.SQLException;

/** What PostgreSQL did, by its own account: {@code pg_stat_statements}. */
final class Statements {

    private static final String TOP = """
            select s.calls, s.mean_exec_time, s.mean_plan_time, s.plans, s.wal_bytes / greatest(s.calls, 1) as wal,
                regexp_replace(left(s.query, 70), '\\s+', ' ', 'g') as query
            from pg_stat_statements s join pg_database d on d.oid = s.dbid
            where d.datname = 'entente_orchestrator' order by s.total_exec_time + s.total_plan_time desc limit 6""";

    private final Ground ground;

    Statements(Ground ground) throws SQLException {
        this.ground = ground;
        execute("create extension if not exists pg_stat_statements");
    }

    void reset() throws SQLException {
        execute("select pg_stat_statements_reset()");
    }

    /** Those that took most of the time, with how often and how long they ran. */
    void print() throws SQLException {
        try (var connection = ground.connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(TOP)) {
            while (rows.next()) {
                System.out.printf(
                        "    %7d calls, %7.3f ms each, %d times planned in %.3f ms, %d bytes of WAL  %s%n",
                        rows.getLong(1),
                        rows.getDouble(2),
                        rows.getLong(4),
                        rows.getDouble(3),
                        rows.getLong(5),
                        rows.getString(6));
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = ground.connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
