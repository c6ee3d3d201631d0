package dev.entente.crm.hubspot;

import dev.entente.adapter.http.ErrorTable;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorResponse;
import dev.entente.contracts.failure.Failure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;

/** HubSpot's error table ("Error handling", "API usage guidelines" in HubSpot's documentation). */
final class HubspotErrors implements ErrorTable {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final Clock clock;
    private final ZoneId accountZone;

    /** @param accountZone where the account's day begins: the daily limit ends at midnight there */
    HubspotErrors(Clock clock, ZoneId accountZone) {
        this.clock = clock;
        this.accountZone = accountZone;
    }

    @Override
    public Optional<VendorFailure> classify(VendorResponse response) {
        if (response.isSuccess()) {
            return Optional.empty();
        }
        return Optional.of(VendorFailure.byStatus(response.status(), failure(response)));
    }

    /** Of the ten seconds; searches do not say. */
    @Override
    public OptionalLong quotaLeft(VendorResponse response) {
        return response.number("X-HubSpot-RateLimit-Remaining");
    }

    private Failure failure(VendorResponse response) {
        return switch (response.status()) {
            case 429 -> new Failure.Throttled("the CRM's quota is used up", untilAllowed(response));
            case 477 ->
                new Failure.Throttled(
                        "the CRM is moving this account",
                        response.retryAfter(clock).orElse(TEN_SECONDS));
            case 401 -> new Failure.Denied("the CRM refuses the credentials");
            case 403 -> new Failure.Denied("the CRM's permissions do not suffice: " + message(response));
            case 423 -> new Failure.Transient("the CRM has locked the record for a moment");
            case 404 -> new Failure.Invalid("the CRM does not know the record (any more)");
            default ->
                response.status() >= 500
                        ? new Failure.Transient("the CRM has a problem (" + response.status() + ")")
                        : new Failure.Invalid("the CRM refuses: " + message(response));
        };
    }

    private Duration untilAllowed(VendorResponse response) {
        var named = response.retryAfter(clock);
        if (named.isPresent()) {
            return named.get();
        }
        return switch (response.jsonIfAny().path("policyName").asText("")) {
            case "DAILY" -> untilMidnight(response.date().orElseGet(clock::instant));
            case "TEN_SECONDLY_ROLLING" -> TEN_SECONDS;
            default -> Duration.ofSeconds(1);
        };
    }

    private Duration untilMidnight(Instant now) {
        var midnight = LocalDate.ofInstant(now, accountZone).plusDays(1).atStartOfDay(accountZone);
        return Duration.between(now, midnight.toInstant());
    }

    private static String message(VendorResponse response) {
        return response.jsonIfAny().path("message").asText("no reason given");
    }
}
