package dev.entente.erp.api;

import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpEvent.CreditApproved;
import dev.entente.contracts.message.ErpEvent.CreditDecided;
import dev.entente.contracts.message.ErpEvent.CreditRefused;
import dev.entente.contracts.model.Money;
import dev.entente.erp.credit.CreditControl;
import dev.entente.service.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** {@code POST /api/v1/connections/{connection}/credit-checks}: may this customer order for this much more? */
@Path("/api/v1/connections/{connection}/credit-checks")
@Tag(name = "Credit")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class CreditCheckResource {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final CreditControl credit;

    CreditCheckResource(CreditControl credit) {
        this.credit = credit;
    }

    /** @param customerId the ERP's own identifier of the customer */
    public record Question(
            @NotBlank String customerId, @NotNull Money orderTotal) {}

    /**
     * @param exposure what the customer would owe with the order
     * @param limit absent when the ERP sets none
     */
    public record Decision(
            boolean approved,
            Money exposure,
            @Nullable Money limit,
            @Nullable String reason) {}

    @POST
    @Operation(summary = "Decide whether a customer may order for this much more; changes nothing")
    @Timeout(5000)
    @Bulkhead(10)
    @CircuitBreaker(
            requestVolumeThreshold = 20,
            delay = 5000,
            skipOn = {ProblemException.class})
    public Uni<Decision> check(@PathParam("connection") String connection, @Valid @NotNull Question question) {
        return credit.decide(connection, new CheckCredit(question.customerId(), question.orderTotal()))
                .orElseThrow(() -> ProblemException.of(404, "unknown-connection", "There is no such connection here."))
                .map(CreditCheckResource::decision)
                .onFailure(VendorFailure.class)
                .transform(failure -> problem(((VendorFailure) failure).failure()));
    }

    private static Decision decision(CreditDecided decided) {
        return switch (decided) {
            case CreditApproved approved -> new Decision(true, approved.exposure(), approved.limit(), null);
            case CreditRefused refused -> new Decision(false, refused.exposure(), refused.limit(), refused.reason());
        };
    }

    /** What waiting may cure stays an ordinary exception, so that the circuit breaker counts it. */
    private static RuntimeException problem(Failure failure) {
        return switch (failure) {
            case Failure.Invalid invalid -> ProblemException.of(422, "refused", invalid.reason());
            case Failure.Denied denied -> ProblemException.of(502, "denied", denied.reason());
            case Failure.Poison poison -> ProblemException.of(502, "unreadable", poison.reason());
            case Failure.Throttled ignored -> new VendorUnavailable();
            case Failure.Transient ignored -> new VendorUnavailable();
        };
    }

    /** The ERP does not answer at the moment. */
    static final class VendorUnavailable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        VendorUnavailable() {
            super("The ERP does not answer at the moment.", null, false, false);
        }
    }

    @ServerExceptionMapper({
        VendorUnavailable.class,
        TimeoutException.class,
        BulkheadException.class,
        CircuitBreakerOpenException.class
    })
    jakarta.ws.rs.core.Response unavailable(Exception held) {
        return dev.entente.service.problem.ProblemResponses.unavailable(
                "vendor-unavailable", "The ERP does not answer at the moment.", SOON);
    }
}
