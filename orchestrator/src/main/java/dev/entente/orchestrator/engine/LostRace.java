package dev.entente.orchestrator.engine;

import io.vertx.pgclient.PgException;

/** Telling whether somebody else was faster, so that a batch is run again on what is there now. */
final class LostRace {

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String SERIALIZATION_FAILURE = "40001";

    private LostRace() {}

    /** A message or an instance was written by somebody else meanwhile, or an instance moved on. */
    static boolean is(Throwable failure) {
        return failure instanceof PgException refusal
                && (UNIQUE_VIOLATION.equals(refusal.getSqlState())
                        || SERIALIZATION_FAILURE.equals(refusal.getSqlState()));
    }
}
