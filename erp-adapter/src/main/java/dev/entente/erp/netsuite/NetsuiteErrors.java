package dev.entente.erp.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.ErrorTable;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorResponse;
import dev.entente.contracts.failure.Failure;

import java.time.Clock;
import java.util.Optional;

/**
 * NetSuite's error table: {@code o:errorDetails[].o:errorCode} decides, the status only where there is no code (Oracle's
 * online help, "REST web services error handling").
 */
final class NetsuiteErrors implements ErrorTable {

    private final Clock clock;

    NetsuiteErrors(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<VendorFailure> classify(VendorResponse response) {
        if (response.isSuccess()) {
            return Optional.empty();
        }
        var detail = response.jsonIfAny().path("o:errorDetails").path(0);
        var failure = byCode(response, detail.path("o:errorCode").asText(""), detail);
        return Optional.of(VendorFailure.byStatus(response.status(), failure));
    }

    private Failure byCode(VendorResponse response, String code, JsonNode detail) {
        return switch (code) {
            case "INVALID_LOGIN", "INVALID_LOGIN_ATTEMPT" -> new Failure.Denied("the ERP refuses the credentials");
            case "INSUFFICIENT_PERMISSION" -> new Failure.Denied("the ERP's role lacks a permission: " + text(detail));
            case "CONCURRENCY_LIMIT_EXCEEDED", "SSS_REQUEST_LIMIT_EXCEEDED" -> throttled(response);
            case "INVALID_CONTENT", "USER_ERROR", "NONEXISTENT_ID", "IDEMPOTENCY_ERROR" ->
                new Failure.Invalid("the ERP refuses: " + text(detail));
            default -> byStatus(response, detail);
        };
    }

    private Failure byStatus(VendorResponse response, JsonNode detail) {
        return switch (response.status()) {
            case 429 -> throttled(response);
            case 401 -> new Failure.Denied("the ERP refuses the credentials");
            case 403 -> new Failure.Denied("the ERP's role lacks a permission: " + text(detail));
            case 404 -> new Failure.Invalid("the ERP does not know the record");
            default ->
                response.status() >= 500
                        ? new Failure.Transient("the ERP has a problem (" + response.status() + ")")
                        : new Failure.Invalid("the ERP refuses: " + text(detail));
        };
    }

    /** NetSuite documents no Retry-After; the limit is on concurrency, so a short pause is enough. */
    private Failure throttled(VendorResponse response) {
        return new Failure.Throttled(
                "the ERP allows no more requests at the same time",
                response.retryAfter(clock).orElse(null));
    }

    private static String text(JsonNode detail) {
        return detail.path("detail").asText("no reason given");
    }
}
