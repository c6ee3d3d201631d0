package dev.entente.sandbox.hubspot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.vendor.Deliveries;
import dev.entente.sandbox.vendor.Faults;
import dev.entente.sandbox.vendor.Faults.Kind;
import dev.entente.sandbox.vendor.Records;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * HubSpot's side of webhooks: batches of up to 100 events, ten requests in flight, five seconds for an answer, up to ten
 * retries. HubSpot spreads them over 24 hours; here the spread is a setting, so that a test need not wait a day. What is
 * not delivered yet survives a restart.
 */
final class HubspotWebhookSender {

    private static final int BATCH = 100;
    private static final int RETRIES = 10;
    private static final String PENDING = "deliveries";

    private final Records records;
    private final Faults faults;
    private final Clock clock;
    private final Settings settings;
    private final Deliveries deliveries = new Deliveries(10, Duration.ofSeconds(5));
    private final ScheduledExecutorService scheduler =
            Executors.newScheduledThreadPool(1, Thread.ofVirtual().factory());

    /**
     * @param target the app's one target URL
     * @param secret the app's client secret
     * @param retrySpread over which the ten retries are spread at random
     */
    record Settings(URI target, String secret, Duration retrySpread) {}

    HubspotWebhookSender(Records records, Faults faults, Clock clock, Settings settings) {
        this.records = records;
        this.faults = faults;
        this.clock = clock;
        this.settings = settings;
    }

    void start() {
        scheduler.scheduleWithFixedDelay(this::sendDue, 50, 50, TimeUnit.MILLISECONDS);
    }

    /** Queues an event; the journal has it before this returns. */
    void enqueue(ObjectNode event) {
        var target = event.path("subscriptionType").asText() + " "
                + event.path("propertyValue").asText("");
        if (faults.strike(target, Kind.LOSE).isPresent()) {
            return;
        }
        var delay = faults.strike(target, Kind.REORDER).map(Faults.Fault::delay).orElse(Duration.ZERO);
        var copies =
                faults.strike(target, Kind.DUPLICATE).map(Faults.Fault::copies).orElse(1);
        for (int copy = 0; copy < copies; copy++) {
            var pending = JsonNodeFactory.instance.objectNode();
            pending.put("due", clock.millis() + delay.toMillis())
                    .put("attempt", 0)
                    .put("copy", copy);
            pending.set("event", event);
            records.put(PENDING, records.nextId(), pending);
        }
    }

    private void sendDue() {
        try {
            var due = new ArrayList<Pending>();
            synchronized (records) {
                var now = clock.millis();
                for (var pending : takeDue(now)) {
                    due.add(pending);
                }
            }
            // Copies of one event go out in requests of their own, as real repetitions do.
            due.stream().map(Pending::copy).distinct().sorted().forEach(copy -> {
                var ofCopy =
                        due.stream().filter(pending -> pending.copy() == copy).toList();
                for (int from = 0; from < ofCopy.size(); from += BATCH) {
                    var batch = ofCopy.subList(from, Math.min(ofCopy.size(), from + BATCH));
                    Thread.startVirtualThread(() -> send(batch));
                }
            });
        } catch (RuntimeException unexpected) {
            System.err.println("webhook sender: " + unexpected);
        }
    }

    private record Pending(ObjectNode entry, int copy) {}

    /** Takes what is due out of the queue in memory only: a restart finds it in the journal again. */
    private List<Pending> takeDue(long now) {
        var taken = new ArrayList<Pending>();
        for (var entry : records.allWithIds(PENDING)) {
            var pending = entry.record();
            if (pending.path("due").asLong() <= now && !pending.path("sending").asBoolean()) {
                pending.put("id", entry.id());
                records.mark(PENDING, entry.id(), "sending");
                taken.add(new Pending(pending, pending.path("copy").asInt()));
            }
        }
        return taken;
    }

    private void send(List<Pending> batch) {
        var body = JsonNodeFactory.instance.arrayNode();
        for (var pending : batch) {
            var event = (ObjectNode) pending.entry().get("event").deepCopy();
            body.add(event.put("attemptNumber", pending.entry().path("attempt").asInt()));
        }
        var status = deliveries.post(settings.target(), headers(body), body.toString());
        for (var pending : batch) {
            var id = pending.entry().path("id").asText();
            if (status >= 200 && status < 300) {
                records.remove(PENDING, id);
            } else {
                retryLater(id, pending.entry(), status);
            }
        }
    }

    private void retryLater(String id, ObjectNode pending, int status) {
        var attempt = pending.path("attempt").asInt() + 1;
        if (attempt > RETRIES) {
            records.remove(PENDING, id);
            return;
        }
        var share = settings.retrySpread().dividedBy(RETRIES).toMillis();
        var retry = pending.deepCopy();
        retry.remove(List.of("id", "sending"));
        records.put(
                PENDING,
                id,
                retry.put("attempt", attempt)
                        .put("answered", status)
                        .put(
                                "due",
                                clock.millis() + ThreadLocalRandom.current().nextLong(share / 2, share * 3 / 2 + 1)));
    }

    private Map<String, String> headers(ArrayNode body) {
        var text = body.toString();
        var timestamp = Long.toString(clock.millis());
        return Map.of(
                "Content-Type",
                "application/json",
                "X-HubSpot-Request-Timestamp",
                timestamp,
                "X-HubSpot-Signature-v3",
                v3("POST" + settings.target() + text + timestamp),
                "X-HubSpot-Signature",
                v1(text),
                "X-HubSpot-Signature-Version",
                "v1");
    }

    private String v3(String signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(settings.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String v1(String body) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest((settings.secret() + body).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
