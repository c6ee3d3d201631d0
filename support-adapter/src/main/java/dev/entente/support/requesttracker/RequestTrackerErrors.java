package dev.entente.support.requesttracker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.ErrorTable;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorResponse;
import dev.entente.contracts.failure.Failure;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Request Tracker's error table (seen of 5.0.3). An update answers 200 with sentences, also when it was refused; a missing
 * right is a 400, a 403 or such a sentence. Which of the others mean a refusal only the record itself tells afterwards.
 */
final class RequestTrackerErrors implements ErrorTable {

    private static final Pattern LACKS_RIGHTS = Pattern.compile(
            "(?i).*(permission denied|no permission|not permitted|lack of permission).*", Pattern.DOTALL);
    private static final Pattern TAKEN =
            Pattern.compile("(?i).*(name in use|email address in use|could not create user).*", Pattern.DOTALL);
    private static final Pattern NOT_SET_UP =
            Pattern.compile("(?i).*(custom field .* not found|invalid catalog|invalid queue).*", Pattern.DOTALL);
    private static final Pattern WHERE = Pattern.compile(" at \\S+ line \\d+\\.?\\s*$");

    @Override
    public Optional<VendorFailure> classify(VendorResponse response) {
        var body = response.jsonIfAny();
        if (response.isSuccess()) {
            return body.isArray() ? refusedRight(body) : Optional.empty();
        }
        var message = text(body);
        if (response.status() == 400 && TAKEN.matcher(message).matches()) {
            return Optional.of(VendorFailure.changedMeanwhile(
                    new Failure.Transient("somebody else made the same record in the support tool at the same time")));
        }
        return Optional.of(VendorFailure.byStatus(response.status(), failure(response.status(), message)));
    }

    private static Optional<VendorFailure> refusedRight(JsonNode sentences) {
        return StreamSupport.stream(sentences.spliterator(), false)
                .map(sentence -> sentence.asText(""))
                .filter(sentence -> LACKS_RIGHTS.matcher(sentence).matches())
                .map(sentence -> VendorFailure.refused(denied(sentence)))
                .findFirst();
    }

    private static Failure denied(String message) {
        return new Failure.Denied("the support tool's user lacks a right: " + message);
    }

    private static Failure failure(int status, String message) {
        return switch (status) {
            case 401 -> new Failure.Denied("the support tool refuses the credentials");
            case 403 -> denied(message);
            case 404 -> new Failure.Invalid("the support tool does not know the record");
            case 412 -> new Failure.Transient("somebody else changed the record in the support tool at the same time");
            case 429 -> new Failure.Throttled("the support tool asks for fewer requests", null);
            default -> {
                if (status >= 500 && status != 501) {
                    yield new Failure.Transient("the support tool has a problem (" + status + ")");
                }
                if (LACKS_RIGHTS.matcher(message).matches()) {
                    yield denied(message);
                }
                yield NOT_SET_UP.matcher(message).matches()
                        ? new Failure.Denied("the support tool is not set up for this: " + message)
                        : new Failure.Invalid("the support tool refuses: " + message);
            }
        };
    }

    /** Without the place in the program that some messages end with. */
    private static String text(JsonNode body) {
        return WHERE.matcher(body.path("message").asText("no reason given")).replaceFirst("");
    }
}
