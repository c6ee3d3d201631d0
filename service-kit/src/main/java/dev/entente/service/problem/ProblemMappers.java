package dev.entente.service.problem;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.entente.service.reactive.Infrastructure;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import java.time.Duration;
import java.util.stream.Collectors;

/** Turns whatever a resource throws into problem details with a correlation id. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final Duration SOON = Duration.ofSeconds(5);

    @ServerExceptionMapper
    Response problem(ProblemException problem) {
        return ProblemResponses.of(problem.status(), problem.name(), problem.getMessage(), problem.retryAfter());
    }

    @ServerExceptionMapper
    Response refused(ConstraintViolationException violations) {
        var detail = violations.getConstraintViolations().stream()
                .map(violation -> violation.getPropertyPath() + " " + violation.getMessage())
                .sorted()
                .collect(Collectors.joining("; "));
        return ProblemResponses.of(400, "invalid-request", detail, null);
    }

    /** A body that is not JSON, or not what the operation takes. Says where, and why when a rule of ours refused it. */
    @ServerExceptionMapper
    Response unreadable(MismatchedInputException mismatch) {
        var path = mismatch.getPath().stream()
                .map(reference -> String.valueOf(reference.getFieldName()))
                .collect(Collectors.joining("."));
        var reason =
                mismatch.getCause() instanceof IllegalArgumentException refusal ? refusal.getMessage() : "does not fit";
        return ProblemResponses.of(400, "invalid-request", path + ": " + reason, null);
    }

    @ServerExceptionMapper
    Response http(WebApplicationException exception) {
        return ProblemResponses.of(exception.getResponse().getStatus(), null, exception.getMessage(), null);
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure) {
        if (Infrastructure.isUnavailable(failure)) {
            return ProblemResponses.of(503, "unavailable", "A system we depend on does not answer.", SOON);
        }
        var correlationId = ProblemResponses.correlationId();
        LOG.errorf(failure, "request.failed correlation.id=%s", correlationId);
        return ProblemResponses.of(
                500, "defect", "The request could not be completed; the correlation id leads to the log.", null);
    }
}
