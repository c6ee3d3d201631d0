package dev.entente.adapter.database;

import dev.entente.service.database.BoundedConnection;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;

/** Of bounded connections: neither a command nor a feed nor the spool may wait for an answer for ever. */
@Singleton
class AdapterPool implements PgPoolCreator {

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(BoundedConnection::bounded);
        return Pool.pool(input.vertx(), input.pgConnectOptionsList().get(0), input.poolOptions());
    }
}
