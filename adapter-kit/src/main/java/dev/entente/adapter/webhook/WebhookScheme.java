package dev.entente.adapter.webhook;

import java.time.Instant;
import java.util.List;

/** How one vendor signs and packs its deliveries. Pure. */
public interface WebhookScheme {

    /** Whether the delivery comes from the vendor, now. Compares in constant time. */
    Verdict verify(WebhookRequest request, Instant now);

    /**
     * The events of a genuine delivery, in the order sent.
     *
     * @throws MalformedWebhook if the body is not what the vendor's protocol says
     */
    List<InboundEvent> split(WebhookRequest request) throws MalformedWebhook;

    /** Genuine, or not and why. */
    sealed interface Verdict {

        record Genuine() implements Verdict {}

        /** @param reason one of few words, for a metric: {@code unsigned}, {@code stale}, {@code forged} */
        record Refused(String reason) implements Verdict {}
    }
}
