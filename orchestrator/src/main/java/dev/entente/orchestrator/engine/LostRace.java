package dev.entente.orchestrator.engine;

import io.vertx.pgclient.PgException;

/**
 * Telling whether somebody else was faster, so that a batch is run again on what is there now. A failed compare-and-set is a
 * serialization failure, and so among what {@link dev.entente.service.reactive.Infrastructure} waits for.
 */
final class LostRace {

    private static final String UNIQUE_VIOLATION = "23505";

    private LostRace() {}

    /** A message or an instance was written by somebody else meanwhile. */
    static boolean is(Throwable failure) {
        return failure instanceof PgException refusal && UNIQUE_VIOLATION.equals(refusal.getSqlState());
    }
}
