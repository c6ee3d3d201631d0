package dev.entente.service.database;

import io.vertx.pgclient.PgConnectOptions;

import java.util.concurrent.TimeUnit;

/**
 * A connection to the database that is given up when a statement takes too long or its answer never comes: a network that swallows it
 * must stop nobody for ever.
 */
public final class BoundedConnection {

    private static final int SILENCE_SECONDS = 60;
    private static final String LONGEST_RUN_MILLIS = "30000";

    private BoundedConnection() {}

    /** Bounds the connections made with these options: 60 seconds of silence, 30 of one statement. */
    public static PgConnectOptions bounded(PgConnectOptions options) {
        options.setIdleTimeout(SILENCE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
        options.addProperty("statement_timeout", LONGEST_RUN_MILLIS);
        return options;
    }
}
