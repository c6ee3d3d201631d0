package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.ErrorTable;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorResponse;
import dev.entente.contracts.failure.Failure;

import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tryton's error table. What the application refuses is a 200 with {@code error}, whose first element names the kind
 * ({@code trytond/protocols/jsonrpc.py}); statuses are the server's own.
 */
final class TrytonErrors implements ErrorTable {

    /** English texts of {@code trytond/ir/message.xml}. */
    private static final Pattern LACKS_RIGHTS = Pattern.compile(
            "You are not allowed to (access|execute wizard|create records|write to records|delete records|modify) .*"
                    + "|Calling button .* is not allowed.*",
            Pattern.DOTALL);

    private static final Pattern NO_SUCH_RECORD =
            Pattern.compile("You are not allowed to read records .*", Pattern.DOTALL);
    private static final Pattern TAKEN = Pattern.compile(".*must be unique.*", Pattern.DOTALL);

    /** What PostgreSQL and its driver say when it is the database that fails, which Tryton passes on as it comes. */
    private static final Pattern DATABASE_TROUBLE = Pattern.compile(
            ".*(connection|serialize access|deadlock|timeout|starting up|shutting down|recovery mode|too many clients).*",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private final Clock clock;

    TrytonErrors(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<VendorFailure> classify(VendorResponse response) {
        if (!response.isSuccess()) {
            return Optional.of(byStatus(response));
        }
        var error = response.json().path("error");
        return error.isMissingNode() ? Optional.empty() : Optional.of(byKind(error));
    }

    private static VendorFailure byKind(JsonNode error) {
        var kind = error.path(0).asText("");
        return switch (kind) {
            case "UserError" -> userError(error.path(1).path(0).asText(""));
            case "UserWarning" ->
                VendorFailure.refused(new Failure.Invalid(
                        "the ERP warns: " + error.path(1).path(1).asText("")));
            case "ConcurrencyException" ->
                VendorFailure.changedMeanwhile(
                        new Failure.Transient("somebody else changed the record in the ERP at the same time"));
            default ->
                DATABASE_TROUBLE.matcher(kind).matches()
                        ? VendorFailure.unknown(new Failure.Transient("the ERP has trouble with its database"))
                        : VendorFailure.refused(
                                new Failure.Poison("the ERP cannot make sense of the request: " + kind));
        };
    }

    private static VendorFailure userError(String message) {
        if (LACKS_RIGHTS.matcher(message).matches()) {
            return VendorFailure.refused(new Failure.Denied("the ERP's user lacks a right: " + message));
        }
        if (NO_SUCH_RECORD.matcher(message).matches()) {
            return VendorFailure.noSuchRecord(new Failure.Invalid("the ERP does not know the record"));
        }
        if (TAKEN.matcher(message).matches()) {
            return VendorFailure.changedMeanwhile(
                    new Failure.Transient("somebody else made the same record in the ERP at the same time"));
        }
        return VendorFailure.refused(new Failure.Invalid("the ERP refuses: " + message));
    }

    private VendorFailure byStatus(VendorResponse response) {
        return switch (response.status()) {
            case 401 -> VendorFailure.credentialRefused(new Failure.Denied("the ERP refuses the user or its password"));
            case 403 -> VendorFailure.refused(new Failure.Denied("the ERP does not let this user call the method"));
            case 404 -> VendorFailure.refused(new Failure.Denied("the ERP has no such database"));
            case 429 ->
                VendorFailure.refused(new Failure.Throttled(
                        "the ERP asks for fewer attempts",
                        response.retryAfter(clock).orElse(null)));
            default ->
                VendorFailure.refused(
                        response.status() >= 500
                                ? new Failure.Transient("the ERP has a problem (" + response.status() + ")")
                                : new Failure.Poison(
                                        "the ERP cannot make sense of the request (" + response.status() + ")"));
        };
    }
}
