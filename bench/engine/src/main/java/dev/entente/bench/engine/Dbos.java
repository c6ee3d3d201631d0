package dev.entente.bench.engine;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;

/** The same three steps in DBOS Transact for Java, on the same PostgreSQL. */
final class Dbos implements AutoCloseable {

    private final DBOS dbos;
    private final Steps steps;

    /** As DBOS wants it: an interface whose calls it intercepts. */
    public interface Steps {
        long threeSteps(long number);
    }

    /** Three steps that return at once. */
    public static final class Implementation implements Steps {

        private final DBOS dbos;

        Implementation(DBOS dbos) {
            this.dbos = dbos;
        }

        @Override
        @Workflow(name = "threeSteps")
        public long threeSteps(long number) {
            var one = dbos.runStep(() -> number + 1, "one");
            var two = dbos.runStep(() -> one + 1, "two");
            return dbos.runStep(() -> two + 1, "three");
        }
    }

    Dbos(Ground ground) {
        this.dbos = new DBOS(DBOSConfig.defaults("bench")
                .withDatabaseUrl(ground.jdbcUrl("bench_dbos"))
                .withDbUser("entente")
                .withDbPassword("entente")
                .withAdminServer(false));
        this.steps = dbos.registerProxy(Steps.class, new Implementation(dbos));
        dbos.launch();
    }

    void threeSteps(long number) {
        steps.threeSteps(number);
    }

    @Override
    public void close() {
        dbos.shutdown();
    }
}
