package dev.entente.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.entente.adapter.connection.SecretFile;
import dev.entente.adapter.webhook.InboundEvent;
import dev.entente.adapter.webhook.MalformedWebhook;
import dev.entente.adapter.webhook.Signatures;
import dev.entente.adapter.webhook.WebhookRequest;
import dev.entente.adapter.webhook.WebhookScheme;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * HubSpot's deliveries: signatures v3, v2 and v1 ("Validating requests" in HubSpot's documentation), a JSON array of up
 * to 100 events.
 *
 * <p>Which versions count is a setting, v3 alone unless told otherwise: HubSpot sends the weaker ones beside it, and
 * whoever replays a request could leave v3 away. v1 and v2 have no timestamp, so for them nothing limits the age; the
 * inbox still recognises a repetition.
 */
final class HubspotWebhooks implements WebhookScheme {

    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MOST_EVENTS = 100;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** The characters that HubSpot decodes in the URL before signing; all others stay as they are. */
    private static final Map<String, String> DECODED = Map.ofEntries(
            Map.entry("%3A", ":"),
            Map.entry("%2F", "/"),
            Map.entry("%3F", "?"),
            Map.entry("%40", "@"),
            Map.entry("%21", "!"),
            Map.entry("%24", "$"),
            Map.entry("%27", "'"),
            Map.entry("%28", "("),
            Map.entry("%29", ")"),
            Map.entry("%2A", "*"),
            Map.entry("%2C", ","),
            Map.entry("%3B", ";"));

    private final List<SecretFile> secrets;
    private final Set<String> accepted;

    /** @param accepted of {@code v1}, {@code v2}, {@code v3} */
    HubspotWebhooks(List<SecretFile> secrets, Set<String> accepted) {
        this.secrets = List.copyOf(secrets);
        this.accepted = Set.copyOf(accepted);
    }

    @Override
    public Verdict verify(WebhookRequest request, Instant now) {
        var v3 = request.header("x-hubspot-signature-v3").orElse(null);
        if (v3 != null && accepted.contains("v3")) {
            return verifyV3(request, v3, now);
        }
        var legacy = request.header("x-hubspot-signature").orElse(null);
        if (legacy == null) {
            return new Verdict.Refused("unsigned");
        }
        var version = request.header("x-hubspot-signature-version").orElse("v1");
        return switch (accepted.contains(version) ? version : "not accepted") {
            case "v1" ->
                judged(secrets.stream().anyMatch(secret -> Signatures.same(v1(secret.value(), request), legacy)));
            case "v2" ->
                judged(secrets.stream().anyMatch(secret -> Signatures.same(v2(secret.value(), request), legacy)));
            default -> new Verdict.Refused("unsigned");
        };
    }

    private Verdict verifyV3(WebhookRequest request, String signature, Instant now) {
        var timestamp = request.header("x-hubspot-request-timestamp").orElse("");
        if (!timestamp.matches("\\d{1,15}")) {
            return new Verdict.Refused("unsigned");
        }
        var age = Duration.between(Instant.ofEpochMilli(Long.parseLong(timestamp)), now)
                .abs();
        if (age.compareTo(WINDOW) > 0) {
            return new Verdict.Refused("stale");
        }
        return judged(secrets.stream()
                .anyMatch(secret -> Signatures.same(v3(secret.value(), request, timestamp), signature)));
    }

    private static Verdict judged(boolean genuine) {
        return genuine ? new Verdict.Genuine() : new Verdict.Refused("forged");
    }

    private static String v1(String secret, WebhookRequest request) {
        return HexFormat.of().formatHex(Signatures.sha256(utf8(secret), request.body()));
    }

    private static String v2(String secret, WebhookRequest request) {
        return HexFormat.of()
                .formatHex(Signatures.sha256(
                        utf8(secret), utf8(request.method()), utf8(request.url().toString()), request.body()));
    }

    private static String v3(String secret, WebhookRequest request, String timestamp) {
        return Base64.getEncoder()
                .encodeToString(Signatures.hmacSha256(
                        secret,
                        utf8(request.method()),
                        utf8(signedForm(request.url())),
                        request.body(),
                        utf8(timestamp)));
    }

    private static String signedForm(URI url) {
        var form = url.toString();
        for (var decoded : DECODED.entrySet()) {
            form = form.replace(decoded.getKey(), decoded.getValue());
        }
        return form;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public List<InboundEvent> split(WebhookRequest request) throws MalformedWebhook {
        var batch = parse(request.body());
        if (!batch.isArray()) {
            throw new MalformedWebhook("The body is not a JSON array of events.");
        }
        if (batch.size() > MOST_EVENTS) {
            throw new MalformedWebhook("The batch has " + batch.size() + " events, at most 100 are expected.");
        }
        var events = new ArrayList<InboundEvent>(batch.size());
        for (var event : batch) {
            events.add(event(event));
        }
        return events;
    }

    private static JsonNode parse(byte[] body) throws MalformedWebhook {
        try {
            return JSON.readTree(body);
        } catch (IOException malformed) {
            throw new MalformedWebhook("The body is not JSON.");
        }
    }

    /** {@code eventId} alone is "not guaranteed to be unique"; attemptNumber changes from delivery to delivery. */
    private static InboundEvent event(JsonNode event) throws MalformedWebhook {
        var type = required(event, event.has("subscriptionType") ? "subscriptionType" : "eventType");
        var objectId = required(event, objectIdName(event));
        var occurredAt = required(event, "occurredAt");
        var identity =
                String.join("|", required(event, "portalId"), type, objectId, required(event, "eventId"), occurredAt);
        if (!occurredAt.matches("\\d{1,15}")) {
            throw new MalformedWebhook("occurredAt is not a time in milliseconds.");
        }
        return new InboundEvent(
                identity,
                HubspotNames.kindOf(type, event.path("objectTypeId").asText("")),
                objectId,
                Instant.ofEpochMilli(Long.parseLong(occurredAt)),
                event.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Association and merge events name two objects and no {@code objectId}. */
    private static String objectIdName(JsonNode event) {
        for (var name : List.of("objectId", "fromObjectId", "primaryObjectId")) {
            if (event.has(name)) {
                return name;
            }
        }
        return "objectId";
    }

    private static String required(JsonNode event, String name) throws MalformedWebhook {
        var value = event.path(name).asText("");
        if (value.isEmpty()) {
            throw new MalformedWebhook("An event has no " + name + ".");
        }
        return value;
    }
}
