package dev.entente.support.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.ErrorTable;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorResponse;
import dev.entente.contracts.failure.Failure;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;

/** Zendesk's error table: the word in {@code error} decides before the status does (Support API reference). */
final class ZendeskErrors implements ErrorTable {

    private final Clock clock;

    ZendeskErrors(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<VendorFailure> classify(VendorResponse response) {
        if (response.isSuccess()) {
            return Optional.empty();
        }
        var failure = failure(response, response.jsonIfAny());
        return Optional.of(
                response.status() == 409
                        ? VendorFailure.changedMeanwhile(failure)
                        : VendorFailure.byStatus(response.status(), failure));
    }

    /** Of the minute. */
    @Override
    public OptionalLong quotaLeft(VendorResponse response) {
        return response.number("X-Rate-Limit-Remaining");
    }

    private Failure failure(VendorResponse response, JsonNode body) {
        return switch (body.path("error").asText("")) {
            case "APIRateLimitExceeded", "TooManyJobs" -> throttled(response);
            case "IdempotentRequestInProgress" ->
                new Failure.Transient("the support tool is still at an earlier copy of this request");
            case "RecordInvalid", "RecordNotFound" -> new Failure.Invalid("the support tool refuses: " + text(body));
            default -> byStatus(response, body);
        };
    }

    private Failure byStatus(VendorResponse response, JsonNode body) {
        return switch (response.status()) {
            case 429 -> throttled(response);
            case 401 -> new Failure.Denied("the support tool refuses the credentials");
            case 403 -> new Failure.Denied("the support tool's permissions do not suffice: " + text(body));
            case 409 -> new Failure.Transient("the support tool had two writes at once");
            default ->
                response.status() >= 500
                        ? new Failure.Transient("the support tool has a problem (" + response.status() + ")")
                        : new Failure.Invalid("the support tool refuses: " + text(body));
        };
    }

    private Failure throttled(VendorResponse response) {
        return new Failure.Throttled(
                "the support tool's quota is used up",
                response.retryAfter(clock).orElse(null));
    }

    /** {@code details} says per field what is wrong; newer APIs answer a list of {@code errors}. */
    private static String text(JsonNode body) {
        var reasons = new ArrayList<String>();
        body.path("details")
                .forEach(field -> field.forEach(
                        reason -> reasons.add(reason.path("description").asText(""))));
        body.path("errors").forEach(error -> reasons.add(error.path("title").asText("")));
        return reasons.isEmpty() ? body.path("description").asText("no reason given") : String.join("; ", reasons);
    }
}
