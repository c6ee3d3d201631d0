package dev.entente.adapter.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;

import java.util.concurrent.TimeUnit;

/**
 * Connections that are given up when a statement takes too long or its answer never comes: a network that swallows it must not stop a
 * command, a feed or the spool for ever.
 */
@Singleton
class AdapterPool implements PgPoolCreator {

    private static final int SILENCE_SECONDS = 60;
    private static final String LONGEST_RUN_MILLIS = "30000";

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList()
                .forEach(options -> options.setIdleTimeout(SILENCE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .addProperty("statement_timeout", LONGEST_RUN_MILLIS));
        return Pool.pool(input.vertx(), input.pgConnectOptionsList().get(0), input.poolOptions());
    }
}
