package dev.entente.service.reactive;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;

/** Tells an unavailable database or broker, which is waited for, from a defect, which is not. */
public final class Infrastructure {

    private Infrastructure() {}

    /**
     * Whether waiting can help: a connection is gone, refused or overdue, a transaction lost a race, or the database is not
     * as it should be. What it refuses because of what it was given will not become better by waiting.
     */
    public static boolean isUnavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException refusal) {
                return isPassing(refusal.getSqlState());
            }
            // What Hibernate makes of a refusal, without the refusal as its cause.
            if (cause instanceof SQLException refusal) {
                return isPassing(refusal.getSQLState());
            }
            if (cause instanceof IOException
                    || cause instanceof TimeoutException
                    || cause instanceof RetriableException
                    || cause instanceof VertxException
                    || cause instanceof NoStackTraceThrowable) {
                return true;
            }
        }
        return false;
    }

    /**
     * Classes of PostgreSQL's appendix A that speak of the data: 22 data exception, 23 integrity constraint violation, 54
     * program limit exceeded. All others speak of the database: read-only after a fail-over, a password that was changed, a
     * migration not run yet, a statement cancelled, an I/O error.
     */
    private static boolean isPassing(@Nullable String sqlState) {
        return sqlState == null
                || !(sqlState.startsWith("22") || sqlState.startsWith("23") || sqlState.startsWith("54"));
    }
}
