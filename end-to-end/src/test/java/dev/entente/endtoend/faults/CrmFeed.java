package dev.entente.endtoend.faults;

import dev.entente.sandbox.launch.Component;
import dev.entente.sandbox.launch.Topology;

import java.sql.SQLException;

/**
 * The CRM adapter also asks for what it was not told, five seconds after its start and every five minutes, and so makes up for a webhook
 * that was lost. In trials that are not about that, it must not: it forgets at once how far it has asked, and begins with what is still to come.
 */
final class CrmFeed {

    static final String SERVICE = "crm-adapter";

    private CrmFeed() {}

    static void forgets(Topology topology) throws SQLException {
        execute(topology, """
                create or replace function forget() returns trigger language plpgsql as
                    'begin delete from polling_cursor; return null; end';
                create or replace trigger forgets after insert on polling_cursor execute function forget();
                delete from polling_cursor""");
    }

    /**
     * Starts the adapter anew and waits until it has asked: from then on it finds out what it is not told. Whatever the process before
     * it was reading is nobody's any more.
     */
    static void remembers(Trial trial, Component adapter) throws SQLException {
        trial.running.sandbox.stop(SERVICE);
        execute(trial.running.topology, "drop trigger if exists forgets on polling_cursor; delete from polling_cursor");
        trial.replace(adapter);
        trial.until(
                "the feed has begun",
                () -> DatabaseLock.count(
                                trial.running.topology,
                                "entente_crm",
                                "select count(*) from polling_cursor where position is not null")
                        > 0);
    }

    private static void execute(Topology topology, String statements) throws SQLException {
        try (var connection = DatabaseLock.connect(topology, "entente_crm");
                var statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }
}
