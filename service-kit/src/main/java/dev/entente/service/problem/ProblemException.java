package dev.entente.service.problem;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Ends a request with problem details. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String name;
    private final @Nullable Duration retryAfter;

    private ProblemException(int status, String name, String detail, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.name = name;
        this.retryAfter = retryAfter;
    }

    /**
     * @param name the kind of problem, in lower case with hyphens; becomes part of the problem's type
     * @param detail safe to show to the client
     */
    public static ProblemException of(int status, String name, String detail) {
        return new ProblemException(status, name, detail, null);
    }

    /** 503 with {@code Retry-After}. */
    public static ProblemException unavailable(String name, String detail, Duration retryAfter) {
        return new ProblemException(503, name, detail, retryAfter);
    }

    public int status() {
        return status;
    }

    public String name() {
        return name;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
