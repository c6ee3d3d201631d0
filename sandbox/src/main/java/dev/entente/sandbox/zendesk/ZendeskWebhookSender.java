package dev.entente.sandbox.zendesk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.vendor.Deliveries;
import dev.entente.sandbox.vendor.Faults;
import dev.entente.sandbox.vendor.Faults.Kind;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Zendesk's side of webhooks: signed with timestamp and body, twelve seconds for an answer, repeated only after 409 (three
 * times) and after silence (five times). Undelivered events are lost, as Zendesk loses them.
 */
public final class ZendeskWebhookSender {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Faults faults;
    private final Clock clock;
    private final Settings settings;
    private final Deliveries deliveries = new Deliveries(10, Duration.ofSeconds(12));

    /** @param secret used as the literal key */
    public record Settings(URI target, String secret) {}

    ZendeskWebhookSender(Faults faults, Clock clock, Settings settings) {
        this.faults = faults;
        this.clock = clock;
        this.settings = settings;
    }

    void ticketCreated(ObjectNode ticket) {
        if (faults.strike("ticket.created", Kind.LOSE).isPresent()) {
            return;
        }
        var event = JsonNodeFactory.instance
                .objectNode()
                .put("type", "zen:event-type:ticket.created")
                .put("account_id", 22_129_848)
                .put("id", UUID.randomUUID().toString())
                .put("subject", "zen:ticket:" + ticket.path("id").asText())
                .put("time", clock.instant().toString())
                .put("zendesk_event_version", "2022-11-06");
        event.putObject("event");
        event.putObject("detail")
                .put("id", ticket.path("id").asText())
                .put("subject", ticket.path("subject").asText())
                .put("status", "NEW")
                .put("organization_id", ticket.path("organization_id").asText())
                .put("updated_at", ticket.path("updated_at").asText());
        var copies = faults.strike("ticket.created", Kind.DUPLICATE)
                .map(Faults.Fault::copies)
                .orElse(1);
        var invocation = UUID.randomUUID().toString();
        for (int copy = 0; copy < copies; copy++) {
            Thread.startVirtualThread(() -> deliver(event.toString(), invocation));
        }
    }

    private void deliver(String body, String invocation) {
        for (int attempt = 0; attempt <= 5; attempt++) {
            var timestamp = clock.instant().toString();
            var status = deliveries.post(
                    settings.target(),
                    Map.of(
                            "Content-Type",
                            "application/json",
                            "X-Zendesk-Webhook-Id",
                            "01HSANDBOX",
                            "X-Zendesk-Webhook-Invocation-Id",
                            invocation,
                            "X-Zendesk-Webhook-Signature-Timestamp",
                            timestamp,
                            "X-Zendesk-Webhook-Signature",
                            signature(timestamp + body)),
                    body);
            var repeated = status == 0 || (status == 409 && attempt < 3);
            if (!repeated) {
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private String signature(String signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(settings.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
