package dev.entente.sandbox.database;

import dev.entente.sandbox.vendor.ServerArguments;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * A PostgreSQL on loopback that keeps its data: {@code port= data= databases=a,b,…}. The process lives as long as the
 * server does: it ends when the server is killed, and stops the server when it is asked to stop.
 */
public final class DatabaseMain {

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private DatabaseMain() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        var settings = ServerArguments.parse(arguments);
        var data = settings.path("data").toAbsolutePath();
        var directory = Objects.requireNonNull(data.getParent(), "data is not a root directory");
        Files.createDirectories(directory);
        stopLeftOver(data);
        var server = EmbeddedPostgres.builder()
                .setPort(settings.number("port"))
                .setDataDirectory(data)
                .setOverrideWorkingDirectory(
                        directory.resolve("postgres-binaries").toFile())
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("max_connections", "150")
                .setServerConfig("shared_buffers", settings.text("buffers", "64MB"))
                // As in production: what was committed survives a crash. The library's default gives that up for speed.
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on")
                // So that a slow statement can be found: select * from pg_stat_statements.
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setServerConfig("pg_stat_statements.track_planning", "on")
                .start();
        createDatabases(server, settings.text("databases", ""));
        System.out.println("ready");
        waitWhileRunning(data);
    }

    private static void createDatabases(EmbeddedPostgres server, String databases) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            if (!exists(statement, "select 1 from pg_roles where rolname = 'entente'")) {
                statement.execute("create role entente login superuser password 'entente'");
            }
            for (var database : databases.split(",")) {
                if (!exists(statement, "select 1 from pg_database where datname = '" + database + "'")) {
                    statement.execute("create database " + database + " owner entente");
                }
            }
        }
    }

    private static boolean exists(java.sql.Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void waitWhileRunning(Path data) {
        while (DatabaseServer.find(data).isPresent()) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /** A server whose starting process was killed goes on by itself; it is stopped so that a new one can start. */
    private static void stopLeftOver(Path data) throws IOException {
        var leftOver = DatabaseServer.find(data);
        if (leftOver.isPresent()) {
            // SIGINT is PostgreSQL's fast shutdown; SIGTERM, which Java would send, waits for every client to leave.
            new ProcessBuilder("kill", "-INT", Long.toString(leftOver.get().pid()))
                    .inheritIO()
                    .start();
            leftOver.get().onExit().join();
        }
    }
}
