package dev.entente.crm;

import dev.entente.contracts.message.Identifiers;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

/** The gate with a real broker and a real database: what gets in, what does not, and what that leaves behind. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "crm-adapter"))
class WebhookGateIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicLong DEALS = new AtomicLong(9_000_000);

    private static Topics topics;

    @BeforeAll
    static void connect() {
        topics = new Topics(Foundation.topology().bootstrapServers());
        RestAssured.config = RestAssured.config()
                .encoderConfig(
                        EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));
    }

    @AfterAll
    static void disconnect() {
        topics.close();
        RestAssured.reset();
    }

    private static String event(long deal) {
        return """
                [{"eventId":1,"subscriptionId":12345,"portalId":62515,"appId":54321,"occurredAt":1795000000000,\
                "subscriptionType":"deal.propertyChange","attemptNumber":0,"objectId":%d,"changeSource":"CRM",\
                "propertyName":"dealstage","propertyValue":"closedwon"}]""".formatted(deal);
    }

    private static ValidatableResponse post(byte[] body, String signature, long timestamp) {
        return given().contentType("application/json")
                .header("X-HubSpot-Signature-v3", signature)
                .header("X-HubSpot-Request-Timestamp", Long.toString(timestamp))
                .body(body)
                .post("/webhooks/emea")
                .then();
    }

    private static ValidatableResponse postSigned(byte[] body) {
        var now = System.currentTimeMillis();
        return post(body, sign(body, now), now);
    }

    private static String sign(byte[] body, long timestamp) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(
                    Foundation.topology().hubspotWebhookSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(("POST" + Foundation.topology().url("crm-adapter") + "/webhooks/emea")
                    .getBytes(StandardCharsets.UTF_8));
            mac.update(body);
            mac.update(Long.toString(timestamp).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int stored(long deal) {
        var correlation = Identifiers.correlation("emea", "opportunity", Long.toString(deal));
        return topics.read(
                        "crm.inbound",
                        record -> correlation.equals(Topics.headers(record).get("ce_correlationid")),
                        0,
                        Duration.ofSeconds(3))
                .size();
    }

    private static double counted(String outcome) {
        return given().baseUri(Foundation.topology().url("crm-adapter-management"))
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("webhooks_total") && line.contains("outcome=\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(
                        line.substring(line.indexOf("} ") + 2).split(" ")[0]))
                .sum();
    }

    private static void refused(ValidatableResponse response, int status, String problem) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:entente:problem:" + problem))
                .body("correlationId", notNullValue());
    }

    /** Nobody says beforehand how long it is. */
    @Test
    void aBodyThatDoesNotEndIsNotReadToItsEnd() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var endless = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2_000_000]));
            var request = HttpRequest.newBuilder(gate())
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("Content-Type", "application/json")
                    .POST(endless)
                    .build();

            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void whoSaysThatABodyComesAndSendsNoneIsNotWaitedForForEver() throws Exception {
        try (var socket = new Socket(gate().getHost(), gate().getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(utf8("POST /webhooks/emea HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n"));
            socket.getOutputStream().flush();

            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 408");
        }
    }

    private static URI gate() {
        return URI.create("http://localhost:" + RestAssured.port + "/webhooks/emea");
    }

    @Test
    void aGenuineDeliveryIsDurableBeforeItIsAnswered() {
        var deal = DEALS.incrementAndGet();

        postSigned(utf8(event(deal))).statusCode(204);

        var correlation = Identifiers.correlation("emea", "opportunity", Long.toString(deal));
        var record = topics.read(
                        "crm.inbound",
                        one -> correlation.equals(Topics.headers(one).get("ce_correlationid")),
                        1,
                        PATIENCE)
                .get(0);
        assertThat(record.key()).isEqualTo("opportunity/emea/" + deal);
        assertThat(record.headers().headers("traceparent")).hasSize(1);
        assertThat(Topics.headers(record))
                .containsEntry("ce_type", "dev.entente.inbound.v1")
                .containsEntry("ce_region", "eu");
    }

    @Test
    void whatIsForgedStaleOrUnsignedIsRefusedCountedAndStoredNowhere() {
        var deal = DEALS.incrementAndGet();
        var body = utf8(event(deal));
        var now = System.currentTimeMillis();
        var forgedBefore = counted("forged");

        refused(post(body, sign(utf8(event(deal) + " "), now), now), 401, "forged");
        refused(post(body, sign(body, now), now + 1), 401, "forged");
        refused(post(body, sign(body, now - 301_000), now - 301_000), 401, "stale");
        // How wide the window is exactly, HubspotWebhooksTest says; time goes on while this test runs.
        refused(post(body, sign(body, now + 600_000), now + 600_000), 401, "stale");
        refused(
                given().contentType("application/json")
                        .body(body)
                        .post("/webhooks/emea")
                        .then(),
                401,
                "unsigned");

        assertThat(counted("forged")).isEqualTo(forgedBefore + 2);
        assertThat(stored(deal)).isZero();
    }

    @Test
    void whatIsTruncatedOversizedCompressedOrNotUtf8IsRefusedCountedAndStoredNowhere() throws IOException {
        var deal = DEALS.incrementAndGet();
        var whole = event(deal);

        refused(postSigned(utf8(whole.substring(0, whole.length() - 20))), 400, "malformed-body");
        refused(postSigned(utf8(whole.replace("\"objectId\":" + deal + ",", ""))), 400, "malformed-body");
        refused(postSigned(utf8("{}")), 400, "malformed-body");
        refused(postSigned(new byte[] {'[', (byte) 0xc3, (byte) 0x28, ']'}), 400, "malformed-body");
        refused(postSigned(utf8("[" + " ".repeat(1_100_000) + whole.substring(1))), 413, "body-too-large");
        refused(bomb(), 415, "encoded-body");
        refused(given().body(utf8(whole)).post("/webhooks/nobody").then(), 404, "unknown-connection");

        assertThat(counted("body-too-large")).isPositive();
        assertThat(stored(deal)).isZero();
    }

    /** Fifty megabytes of nothing, in fifty kilobytes. */
    private static ValidatableResponse bomb() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[50_000_000]);
        }
        var body = packed.toByteArray();
        var now = System.currentTimeMillis();
        return given().contentType("application/json")
                .header("Content-Encoding", "gzip")
                .header("X-HubSpot-Signature-v3", sign(body, now))
                .header("X-HubSpot-Request-Timestamp", Long.toString(now))
                .body(body)
                .post("/webhooks/emea")
                .then();
    }

    @Test
    void whileTheBrokerIsAwayEventsAreKeptAndRelayedLater() {
        var deal = DEALS.incrementAndGet();
        Foundation.sandbox().kill("broker");
        try {
            postSigned(utf8(event(deal))).statusCode(204);
            postSigned(utf8(event(deal).replace("\"eventId\":1", "\"eventId\":2")))
                    .statusCode(204);
        } finally {
            Foundation.sandbox().start("broker");
        }

        var correlation = Identifiers.correlation("emea", "opportunity", Long.toString(deal));
        var relayed = topics.read(
                "crm.inbound",
                one -> correlation.equals(Topics.headers(one).get("ce_correlationid")),
                2,
                Duration.ofSeconds(60));
        assertThat(relayed.stream()
                        .map(one -> new String(one.value(), StandardCharsets.UTF_8))
                        .distinct())
                .hasSize(2)
                .first()
                .asString()
                .contains("\"eventId\":1");
    }
}
