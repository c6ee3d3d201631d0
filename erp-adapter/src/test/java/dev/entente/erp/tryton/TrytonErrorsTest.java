package dev.entente.erp.tryton;

import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorResponse;
import dev.entente.contracts.failure.Failure;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Tryton's answers, as a 6.0.29 gave them, and what they mean. */
class TrytonErrorsTest {

    private static final TrytonErrors TABLE = new TrytonErrors(Clock.systemUTC());

    private static Optional<VendorFailure> classify(int status, String body) {
        return TABLE.classify(
                new VendorResponse(status, MultiMap.caseInsensitiveMultiMap(), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static VendorFailure refusal(String error) {
        return classify(200, "{\"id\": 1, \"error\": " + error + "}").orElseThrow();
    }

    @Test
    void aResultIsNoFailureNotEvenNull() {
        assertThat(classify(200, "{\"id\": 1, \"result\": null}")).isEmpty();
    }

    @Test
    void whatTheBusinessRefusesIsInvalidInTheErpsWords() {
        assertThat(refusal(
                                "[\"UserError\", [\"To get a quote for sale \\\"(2)\\\" you must enter an invoice address.\", \"\", null]]")
                        .failure())
                .isEqualTo(new Failure.Invalid(
                        "the ERP refuses: To get a quote for sale \"(2)\" you must enter an invoice address."));
        assertThat(refusal(
                                "[\"UserWarning\", [\"credit_limit_amount_sale.sale,1\", \"Party has reached its limit\", \"\"]]")
                        .failure())
                .isEqualTo(new Failure.Invalid("the ERP warns: Party has reached its limit"));
    }

    @Test
    void aMissingRightIsDeniedAndAMissingRecordIsNone() {
        assertThat(refusal("[\"UserError\", [\"You are not allowed to access \\\"Sale\\\".\", \"\", null]]")
                        .failure())
                .isInstanceOf(Failure.Denied.class);
        assertThat(
                        VendorFailure.isNoSuchRecord(
                                refusal(
                                        "[\"UserError\", [\"You are not allowed to read records \\\"9\\\" of \\\"Sale\\\" because of at least one of these rules:\\nUser in companies\", \"\", null]]")))
                .isTrue();
    }

    @Test
    void whoeverWasFasterIsNoReasonToGiveUp() {
        assertThat(VendorFailure.isChangedMeanwhile(
                        refusal("[\"ConcurrencyException\", \"Records were modified in the meanwhile\"]")))
                .isTrue();
        assertThat(VendorFailure.isChangedMeanwhile(
                        refusal("[\"UserError\", [\"The code on party must be unique.\", \"\", null]]")))
                .isTrue();
    }

    @Test
    void ourOwnMistakesAreNotTriedAgainAndTroubleWithTheDatabaseIs() {
        assertThat(refusal("[\"'nofield'\", \"\"]").failure()).isInstanceOf(Failure.Poison.class);
        var trouble = refusal("[\"server closed the connection unexpectedly\", \"\"]");
        assertThat(trouble.failure()).isInstanceOf(Failure.Transient.class);
        assertThat(trouble.outcomeUnknown()).isTrue();
    }

    @Test
    void statusesAreTheServersOwn() {
        assertThat(classify(401, "").orElseThrow().failure()).isInstanceOf(Failure.Denied.class);
        assertThat(classify(403, "<p>Forbidden</p>").orElseThrow().failure()).isInstanceOf(Failure.Denied.class);
        assertThat(classify(404, "").orElseThrow().failure()).isInstanceOf(Failure.Denied.class);
        assertThat(classify(429, "").orElseThrow().failure()).isInstanceOf(Failure.Throttled.class);
        assertThat(classify(411, "").orElseThrow().failure()).isInstanceOf(Failure.Poison.class);
        assertThat(classify(502, "").orElseThrow().failure()).isInstanceOf(Failure.Transient.class);
    }
}
