package dev.entente.crm.hubspot;

import dev.entente.adapter.connection.SecretFile;
import dev.entente.adapter.webhook.MalformedWebhook;
import dev.entente.adapter.webhook.WebhookRequest;
import dev.entente.adapter.webhook.WebhookScheme.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** HubSpot's published test vectors (its Node.js and Python clients), and what must not pass. */
class HubspotWebhooksTest {

    private static final String KEY = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";
    private static final URI URL = URI.create("https://www.example.com/webhook_uri");
    private static final String V1_BODY = "[{\"eventId\":1,\"subscriptionId\":12345,\"portalId\":62515,"
            + "\"occurredAt\":1564113600000,\"subscriptionType\":\"contact.creation\",\"attemptNumber\":0,"
            + "\"objectId\":123,\"changeSource\":\"CRM\",\"changeFlag\":\"NEW\",\"appId\":54321}]";
    private static final String V3_BODY = "{'example_field':'example_value'}";
    private static final String V3_SIGNATURE = "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=";
    private static final Instant V3_TIME = Instant.ofEpochMilli(1_693_657_560_000L);

    @TempDir
    Path secrets;

    private Path secret;

    @BeforeEach
    void writeSecret() throws IOException {
        secret = Files.writeString(secrets.resolve("secret"), KEY + "\n");
    }

    private HubspotWebhooks scheme(String... accepted) {
        return new HubspotWebhooks(List.of(new SecretFile(secret)), Set.of(accepted));
    }

    private static WebhookRequest request(String method, URI url, String body, Map<String, String> headers) {
        return new WebhookRequest(method, url, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static WebhookRequest v3(String signature, Instant time, String body) {
        return request(
                "POST",
                URL,
                body,
                Map.of(
                        "x-hubspot-signature-v3",
                        signature,
                        "x-hubspot-request-timestamp",
                        Long.toString(time.toEpochMilli())));
    }

    private static WebhookRequest legacy(String version, String method, String signature, String body) {
        return request(
                method, URL, body, Map.of("x-hubspot-signature", signature, "x-hubspot-signature-version", version));
    }

    @Test
    void thePublishedVectorsPass() {
        assertThat(scheme("v3").verify(v3(V3_SIGNATURE, V3_TIME, V3_BODY), V3_TIME))
                .isEqualTo(new Verdict.Genuine());
        assertThat(scheme("v1", "v2", "v3")
                        .verify(
                                legacy(
                                        "v1",
                                        "POST",
                                        "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de",
                                        V1_BODY),
                                V3_TIME))
                .isEqualTo(new Verdict.Genuine());
        assertThat(scheme("v2")
                        .verify(
                                legacy(
                                        "v2",
                                        "GET",
                                        "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e",
                                        ""),
                                V3_TIME))
                .isEqualTo(new Verdict.Genuine());
        assertThat(scheme("v2")
                        .verify(
                                legacy(
                                        "v2",
                                        "POST",
                                        "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900",
                                        "{\"example_field\":\"example_value\"}"),
                                V3_TIME))
                .isEqualTo(new Verdict.Genuine());
    }

    @Test
    void aBitFlippedAReserializedBodyOrAnotherUrlIsForged() {
        var flipped = "L" + V3_SIGNATURE.substring(1);
        var forged = new Verdict.Refused("forged");
        assertThat(scheme("v3").verify(v3(flipped, V3_TIME, V3_BODY), V3_TIME)).isEqualTo(forged);
        assertThat(scheme("v3").verify(v3(V3_SIGNATURE, V3_TIME, V3_BODY.replace('\'', '"')), V3_TIME))
                .isEqualTo(forged);
        var elsewhere = request(
                "POST",
                URI.create("https://evil.example.com/webhook_uri"),
                V3_BODY,
                v3(V3_SIGNATURE, V3_TIME, "").headers());
        assertThat(scheme("v3").verify(elsewhere, V3_TIME)).isEqualTo(forged);
    }

    @Test
    void theWindowIsFiveMinutesEitherWay() {
        var request = v3(V3_SIGNATURE, V3_TIME, V3_BODY);
        assertThat(scheme("v3").verify(request, V3_TIME.plus(Duration.ofMinutes(5))))
                .isEqualTo(new Verdict.Genuine());
        for (var off : List.of(Duration.ofMillis(300_001), Duration.ofMillis(-300_001))) {
            assertThat(scheme("v3").verify(request, V3_TIME.plus(off))).isEqualTo(new Verdict.Refused("stale"));
        }
    }

    @Test
    void leavingTheStrongSignatureAwayDoesNotHelp() {
        var headers = new HashMap<>(
                legacy("v1", "POST", "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de", "")
                        .headers());
        assertThat(scheme("v3").verify(request("POST", URL, V1_BODY, headers), V3_TIME))
                .isEqualTo(new Verdict.Refused("unsigned"));
        headers.put("x-hubspot-signature-v3", "nonsense");
        headers.put("x-hubspot-request-timestamp", Long.toString(V3_TIME.toEpochMilli()));
        assertThat(scheme("v1", "v3").verify(request("POST", URL, V1_BODY, headers), V3_TIME))
                .isEqualTo(new Verdict.Refused("forged"));
    }

    @Test
    void duringARotationBothSecretsPassAndAfterwardsTheOldOneDoesNot() throws IOException {
        var newer = Files.writeString(secrets.resolve("newer"), "another secret");
        var rotating = new HubspotWebhooks(List.of(new SecretFile(newer), new SecretFile(secret)), Set.of("v3"));
        assertThat(rotating.verify(v3(V3_SIGNATURE, V3_TIME, V3_BODY), V3_TIME)).isEqualTo(new Verdict.Genuine());

        var rotated = new HubspotWebhooks(List.of(new SecretFile(newer)), Set.of("v3"));
        assertThat(rotated.verify(v3(V3_SIGNATURE, V3_TIME, V3_BODY), V3_TIME))
                .isEqualTo(new Verdict.Refused("forged"));
    }

    @Test
    void anEmptySecretVouchesForNothing() throws IOException {
        Files.writeString(secret, "\n");
        assertThatThrownBy(() -> scheme("v3").verify(v3(V3_SIGNATURE, V3_TIME, V3_BODY), V3_TIME))
                .hasMessage("secret file secret is empty");
    }

    @Test
    void anEventIsTheSameWhateverItsAttemptAndAnotherWhenItHappenedAtAnotherTime() throws MalformedWebhook {
        var first = identity(V1_BODY);
        assertThat(identity(V1_BODY.replace("\"attemptNumber\":0", "\"attemptNumber\":3")))
                .isEqualTo(first);
        assertThat(identity(V1_BODY.replace("1564113600000", "1564113600001"))).isNotEqualTo(first);
    }

    @Test
    void aMergeOrAnAssociationDoesNotTakeItsBatchAlong() throws MalformedWebhook {
        var association = V1_BODY.replace("\"objectId\":123", "\"fromObjectId\":123,\"toObjectId\":5");
        assertThat(scheme("v1").split(request("POST", URL, association, Map.of())))
                .singleElement()
                .satisfies(event -> assertThat(event.objectId()).isEqualTo("123"));
    }

    @Test
    void whatIsNoBatchOfEventsIsMalformed() {
        for (var body :
                List.of("", "{", "{}", "[{}]", "[" + "{},".repeat(101) + "{}]", V1_BODY.replace("15641", "x"))) {
            assertThatThrownBy(() -> scheme("v1").split(request("POST", URL, body, Map.of())))
                    .as(body)
                    .isInstanceOf(MalformedWebhook.class);
        }
    }

    private String identity(String body) throws MalformedWebhook {
        return scheme("v1").split(request("POST", URL, body, Map.of())).get(0).identity();
    }
}
