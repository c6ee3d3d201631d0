package dev.entente.support.requesttracker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.connection.SecretFile;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorResponse;
import dev.entente.adapter.webhook.MalformedWebhook;
import dev.entente.adapter.webhook.WebhookRequest;
import dev.entente.adapter.webhook.WebhookScheme.Verdict;
import dev.entente.contracts.failure.Failure;
import dev.entente.support.requesttracker.RequestTrackerTicketFeed.Position;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Request Tracker's answers, as a 5.0.3 gave them; its webhooks; where its feed stands. */
class RequestTrackerTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @TempDir
    Path secrets;

    private static Optional<VendorFailure> classify(int status, String body) {
        return new RequestTrackerErrors()
                .classify(new VendorResponse(
                        status, MultiMap.caseInsensitiveMultiMap(), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Failure failure(int status, String body) {
        return classify(status, body).orElseThrow().failure();
    }

    @Test
    void aMissingRightIsDeniedWhereverItIsSaid() {
        assertThat(failure(200, "[\"Ticket 43: Permission Denied\"]")).isInstanceOf(Failure.Denied.class);
        assertThat(failure(200, "[\"No permission to modify this asset\"]")).isInstanceOf(Failure.Denied.class);
        assertThat(failure(400, "{\"message\":\"Permission Denied\"}")).isInstanceOf(Failure.Denied.class);
        assertThat(failure(403, "{\"message\":\"Forbidden\"}")).isInstanceOf(Failure.Denied.class);
        assertThat(failure(401, "{\"message\":\"Unauthorized\"}")).isInstanceOf(Failure.Denied.class);
        assertThat(classify(200, "[\"Ticket 1: Status changed from 'open' to 'stalled'\"]"))
                .isEmpty();
    }

    @Test
    void refusalsAreInvalidAndDoNotTellWhereInTheProgram() {
        assertThat(failure(400, "{\"message\":\"Wrong query, expecting a VALUE at lib/RT/Tickets.pm line 3187.\\n\"}"))
                .isEqualTo(new Failure.Invalid("the support tool refuses: Wrong query, expecting a VALUE"));
        assertThat(VendorFailure.isNoSuchRecord(
                        classify(404, "{\"message\":\"Not Found\"}").orElseThrow()))
                .isTrue();
        assertThat(failure(
                        400,
                        "{\"message\":\"Couldn't add custom field value on create: Custom field nonsense not found\"}"))
                .isInstanceOf(Failure.Denied.class);
        assertThat(failure(500, "")).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void whoeverWasFasterIsNoReasonToGiveUp() {
        assertThat(VendorFailure.isChangedMeanwhile(
                        classify(412, "{\"message\":\"Precondition Failed\"}").orElseThrow()))
                .isTrue();
        assertThat(VendorFailure.isChangedMeanwhile(
                        classify(400, "{\"message\":\"Name in use\"}").orElseThrow()))
                .isTrue();
    }

    private RequestTrackerWebhooks scheme() throws IOException {
        return new RequestTrackerWebhooks(List.of(new SecretFile(Files.writeString(secrets.resolve("secret"), "tea"))));
    }

    private static WebhookRequest request(String body, String signature) {
        return new WebhookRequest(
                "POST",
                URI.create("https://x.example"),
                Map.of("x-rt-signature", signature),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** The signature was computed with {@code openssl dgst -sha256 -hmac tea}. */
    @Test
    void aSignedAndFreshDeliveryIsGenuine() throws Exception {
        var body = "{\"created\":\"2026-11-24T09:59:00Z\",\"ticket\":2,\"transaction\":54}";
        var signed = request(body, "sha256=30e487e213724a3ac89476aafb2f8cfc89bc22b28fa37a50dbd97cda56506e3b");

        assertThat(scheme().verify(signed, NOW)).isEqualTo(new Verdict.Genuine());
        assertThat(scheme().verify(signed, NOW.plus(Duration.ofMinutes(6)))).isEqualTo(new Verdict.Refused("stale"));
        assertThat(scheme().verify(
                                request(
                                        body + " ",
                                        "sha256=30e487e213724a3ac89476aafb2f8cfc89bc22b28fa37a50dbd97cda56506e3b"),
                                NOW))
                .isEqualTo(new Verdict.Refused("forged"));
        assertThat(scheme().verify(request(body, ""), NOW)).isEqualTo(new Verdict.Refused("unsigned"));
        assertThat(scheme().split(signed)).singleElement().satisfies(event -> {
            assertThat(event.identity()).isEqualTo("transaction-54");
            assertThat(event.kind()).isEqualTo("ticket");
            assertThat(event.objectId()).isEqualTo("2");
        });
        assertThatThrownBy(() -> scheme().split(request("{}", ""))).isInstanceOf(MalformedWebhook.class);
    }

    private static JsonNode transaction(int id, String created) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", Integer.toString(id))
                .put("Created", created);
    }

    @Test
    void theFeedWaitsBehindWhatMayStillBeCommitted() {
        var page = List.of(
                transaction(7, "2026-11-24T09:58:00Z"),
                transaction(8, "2026-11-24T09:58:30Z"),
                transaction(9, "2026-11-24T09:59:30Z"));
        var settledBefore = NOW.minus(Duration.ofMinutes(1));
        var begin = Position.parse("5");

        assertThat(begin.after(page, settledBefore, true)).hasToString("8|9");
        assertThat(begin.after(page, settledBefore, true).from()).isEqualTo(9);
        assertThat(begin.after(page, settledBefore, false)).hasToString("8");
        assertThat(Position.parse("8|9").after(List.of(), settledBefore, false)).hasToString("8");
        assertThat(Position.parse("8|9").after(List.of(transaction(10, "2026-11-24T09:59:40Z")), NOW, false))
                .as("9 was not settled when it was read")
                .hasToString("8");
        assertThat(Position.parse("6|6").after(page, settledBefore, false)).hasToString("8");
    }

    @Test
    void valuesInQueriesAreQuoted() {
        assertThat(RequestTrackerApi.quoted("a\\b'c")).isEqualTo("'a\\\\b\\'c'");
    }
}
