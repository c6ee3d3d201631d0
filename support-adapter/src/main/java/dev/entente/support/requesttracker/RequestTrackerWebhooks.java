package dev.entente.support.requesttracker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.entente.adapter.connection.SecretFile;
import dev.entente.adapter.webhook.InboundEvent;
import dev.entente.adapter.webhook.MalformedWebhook;
import dev.entente.adapter.webhook.Signatures;
import dev.entente.adapter.webhook.WebhookRequest;
import dev.entente.adapter.webhook.WebhookScheme;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Deliveries of the scrip in docs/operations/request-tracker.md, one transaction each: {@code X-RT-Signature: sha256=}
 * with a hexadecimal HMAC-SHA256 of the body, which says when the transaction was made. Five minutes either way are
 * allowed; Request Tracker never delivers again.
 */
final class RequestTrackerWebhooks implements WebhookScheme {

    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final String SCHEME = "sha256=";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<SecretFile> secrets;

    RequestTrackerWebhooks(List<SecretFile> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    @Override
    public Verdict verify(WebhookRequest request, Instant now) {
        var signature = request.header("x-rt-signature").orElse("");
        if (!signature.startsWith(SCHEME)) {
            return new Verdict.Refused("unsigned");
        }
        var genuine = secrets.stream()
                .anyMatch(secret -> Signatures.same(
                        SCHEME + HexFormat.of().formatHex(Signatures.hmacSha256(secret.value(), request.body())),
                        signature));
        if (!genuine) {
            return new Verdict.Refused("forged");
        }
        // What cannot be parsed is not stale: it is genuine, and will be refused as malformed.
        var isFresh = parse(request.body())
                .flatMap(RequestTrackerWebhooks::made)
                .map(made -> Duration.between(made, now).abs().compareTo(WINDOW) <= 0)
                .orElse(true);
        return isFresh ? new Verdict.Genuine() : new Verdict.Refused("stale");
    }

    @Override
    public List<InboundEvent> split(WebhookRequest request) throws MalformedWebhook {
        var event = parse(request.body()).orElseThrow(() -> new MalformedWebhook("The body is not JSON."));
        var transaction = event.path("transaction");
        var ticket = event.path("ticket");
        var made = made(event);
        if (!transaction.isIntegralNumber() || !ticket.isIntegralNumber() || made.isEmpty()) {
            throw new MalformedWebhook("The body does not say which transaction of which ticket, and when.");
        }
        return List.of(new InboundEvent(
                "transaction-" + transaction.asText(), "ticket", ticket.asText(), made.get(), request.body()));
    }

    private static Optional<Instant> made(JsonNode event) {
        try {
            return Optional.of(Instant.parse(event.path("created").asText("")));
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> parse(byte[] body) {
        try {
            return Optional.ofNullable(JSON.readTree(body));
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }
}
