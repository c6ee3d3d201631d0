package dev.entente.support.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.entente.adapter.connection.SecretFile;
import dev.entente.adapter.webhook.InboundEvent;
import dev.entente.adapter.webhook.MalformedWebhook;
import dev.entente.adapter.webhook.Signatures;
import dev.entente.adapter.webhook.WebhookRequest;
import dev.entente.adapter.webhook.WebhookScheme;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;

/**
 * Zendesk's deliveries: base64 HMAC-SHA256 over timestamp and body without a separator ("Verifying webhook
 * authenticity"), one event each. Zendesk documents no freshness window; five minutes are allowed either way.
 */
final class ZendeskWebhooks implements WebhookScheme {

    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<SecretFile> secrets;

    ZendeskWebhooks(List<SecretFile> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    @Override
    public Verdict verify(WebhookRequest request, Instant now) {
        var signature = request.header("x-zendesk-webhook-signature").orElse(null);
        var timestamp = request.header("x-zendesk-webhook-signature-timestamp").orElse(null);
        if (signature == null || timestamp == null) {
            return new Verdict.Refused("unsigned");
        }
        var genuine = secrets.stream()
                .anyMatch(secret -> Signatures.same(sign(secret.value(), timestamp, request.body()), signature));
        if (!genuine) {
            return new Verdict.Refused("forged");
        }
        return isFresh(timestamp, now) ? new Verdict.Genuine() : new Verdict.Refused("stale");
    }

    private static boolean isFresh(String timestamp, Instant now) {
        try {
            return Duration.between(Instant.parse(timestamp), now).abs().compareTo(WINDOW) <= 0;
        } catch (DateTimeParseException malformed) {
            return false;
        }
    }

    private static String sign(String secret, String timestamp, byte[] body) {
        return Base64.getEncoder()
                .encodeToString(Signatures.hmacSha256(secret, timestamp.getBytes(StandardCharsets.UTF_8), body));
    }

    /** An event subscription's event; identified by its own id, or by the invocation when a template has none. */
    @Override
    public List<InboundEvent> split(WebhookRequest request) throws MalformedWebhook {
        var event = parse(request.body());
        var identity = event.path("id")
                .asText(request.header("x-zendesk-webhook-invocation-id").orElse(""));
        var subject = event.path("subject").asText("").split(":");
        if (identity.isEmpty() || subject.length != 3 || subject[2].isEmpty()) {
            throw new MalformedWebhook("The body is not an event with an id and a subject.");
        }
        return List.of(new InboundEvent(identity, subject[1], subject[2], time(event), request.body()));
    }

    private static Instant time(JsonNode event) throws MalformedWebhook {
        try {
            return Instant.parse(event.path("time").asText(""));
        } catch (DateTimeParseException malformed) {
            throw new MalformedWebhook("The event's time is not an ISO 8601 time.");
        }
    }

    private static JsonNode parse(byte[] body) throws MalformedWebhook {
        try {
            return JSON.readTree(body);
        } catch (IOException malformed) {
            throw new MalformedWebhook("The body is not JSON.");
        }
    }
}
