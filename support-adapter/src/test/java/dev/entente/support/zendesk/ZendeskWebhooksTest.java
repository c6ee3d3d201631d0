package dev.entente.support.zendesk;

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
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Zendesk's scheme with its published test secret, which is used as it stands and not decoded. */
class ZendeskWebhooksTest {

    private static final String TEST_SECRET = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==";
    private static final String TIME = "2021-03-25T05:09:27Z";
    private static final Instant NOW = Instant.parse(TIME);

    @TempDir
    Path secrets;

    private ZendeskWebhooks scheme;

    @BeforeEach
    void writeSecret() throws IOException {
        scheme =
                new ZendeskWebhooks(List.of(new SecretFile(Files.writeString(secrets.resolve("secret"), TEST_SECRET))));
    }

    private static WebhookRequest request(String body, String signature) {
        return new WebhookRequest(
                "POST",
                URI.create("https://x.example"),
                Map.of("x-zendesk-webhook-signature", signature, "x-zendesk-webhook-signature-timestamp", TIME),
                body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theDocumentedSchemePasses() {
        var genuine = new Verdict.Genuine();
        assertThat(scheme.verify(request("{\"foo\":\"bar\"}", "MbJuCBPw9oCgvs5EvXprADja4ghhrTwTQJvxgFYTWHE="), NOW))
                .isEqualTo(genuine);
        assertThat(scheme.verify(request("", "wCdBvXaHttn0wRVIYctzZ9O6O0bnqWakJMEKZ9VoRWw="), NOW))
                .isEqualTo(genuine);
    }

    @Test
    void whatIsForgedStaleOrUnsignedDoesNot() {
        var signature = "MbJuCBPw9oCgvs5EvXprADja4ghhrTwTQJvxgFYTWHE=";
        assertThat(scheme.verify(request("{\"foo\":\"baz\"}", signature), NOW))
                .isEqualTo(new Verdict.Refused("forged"));
        assertThat(scheme.verify(request("{\"foo\":\"bar\"}", signature), NOW.plus(Duration.ofMinutes(6))))
                .isEqualTo(new Verdict.Refused("stale"));
        var unsigned = new WebhookRequest("POST", URI.create("https://x.example"), Map.of(), new byte[0]);
        assertThat(scheme.verify(unsigned, NOW)).isEqualTo(new Verdict.Refused("unsigned"));
    }

    @Test
    void anEventIsIdentifiedByItsOwnId() throws MalformedWebhook {
        var event = scheme.split(request(
                        "{\"id\":\"e-1\",\"subject\":\"zen:ticket:42\",\"time\":\"" + TIME + "\",\"type\":\"x\"}", ""))
                .get(0);
        assertThat(event.identity()).isEqualTo("e-1");
        assertThat(event.kind()).isEqualTo("ticket");
        assertThat(event.objectId()).isEqualTo("42");
        assertThatThrownBy(() -> scheme.split(request("[]", ""))).isInstanceOf(MalformedWebhook.class);
    }
}
