package dev.entente.service.problem;

import dev.entente.contracts.message.Identifiers;
import dev.entente.service.tracing.Correlation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.UUID;

/** Responses that carry problem details. */
public final class ProblemResponses {

    private ProblemResponses() {}

    /** 503 with {@code Retry-After}. */
    public static Response unavailable(String name, String detail, Duration retryAfter) {
        return of(503, name, detail, retryAfter);
    }

    static Response of(int status, @Nullable String name, @Nullable String detail, @Nullable Duration retryAfter) {
        var title = Response.Status.fromStatusCode(status);
        var problem = new Problem(
                name == null ? "about:blank" : Problem.typeOf(name),
                title == null ? "Error" : title.getReasonPhrase(),
                status,
                detail,
                correlationId());
        var response = Response.status(status).entity(problem).type(Problem.MEDIA_TYPE);
        if (retryAfter != null) {
            response.header("Retry-After", retryAfter.toSeconds());
        }
        return response.build();
    }

    /** The flow's own where there is one; else the trace's, so that the answer leads to the log and the trace. */
    static String correlationId() {
        var correlation = Correlation.from(Context.current());
        if (correlation != null) {
            return correlation.correlationId();
        }
        var span = Span.current().getSpanContext();
        return span.isValid()
                ? span.getTraceId()
                : Identifiers.derive("request", UUID.randomUUID().toString());
    }
}
