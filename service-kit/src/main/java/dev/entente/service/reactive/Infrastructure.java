package dev.entente.service.reactive;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import org.apache.kafka.common.errors.RetriableException;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Tells an unavailable database or broker, which is waited for, from a defect, which is not. */
public final class Infrastructure {

    private Infrastructure() {}

    /** Whether waiting can help: a connection is gone, refused or overdue, or a transaction lost a race. A database that
     * answers is believed: what it refuses for good will not become better by waiting. */
    public static boolean isUnavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException refusal) {
                return isPassing(refusal.getSqlState());
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
     * PostgreSQL's appendix A: 08 connection, 53 resources, 57P operator intervention, 40 rollback (serialization, deadlock),
     * 55P03 lock not available.
     */
    private static boolean isPassing(String sqlState) {
        return sqlState != null
                && (sqlState.startsWith("08")
                        || sqlState.startsWith("53")
                        || sqlState.startsWith("57P")
                        || sqlState.startsWith("40")
                        || sqlState.equals("55P03"));
    }
}
