package dev.entente.orchestrator.engine;

import dev.entente.service.database.BoundedConnection;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;

/**
 * Connections on which the engine's statements are parsed and planned once. The client caches only short statements by
 * itself, and PostgreSQL would plan each execution anew, which costs more than a small batch. A plan made once may be made
 * while tables are empty, when reading all of a table looks cheapest; but the engine looks rows up by key, always.
 */
@Singleton
public class EnginePool implements PgPoolCreator {

    private static final int LONGEST_STATEMENT = 16_384;

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList()
                .forEach(options -> BoundedConnection.bounded(options)
                        .setCachePreparedStatements(true)
                        .setPreparedStatementCacheSqlLimit(LONGEST_STATEMENT)
                        .addProperty("plan_cache_mode", "force_generic_plan")
                        .addProperty("enable_seqscan", "off")
                        .addProperty("enable_hashjoin", "off")
                        .addProperty("enable_mergejoin", "off"));
        return Pool.pool(input.vertx(), input.pgConnectOptionsList().get(0), input.poolOptions());
    }
}
