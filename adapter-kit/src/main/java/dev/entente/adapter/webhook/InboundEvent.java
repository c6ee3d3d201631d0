package dev.entente.adapter.webhook;

import java.time.Instant;

/**
 * One event out of a vendor's delivery.
 *
 * @param identity what the vendor's protocol says makes the event the same event, across deliveries
 * @param kind what kind of business object it concerns, in canonical words, for example {@code opportunity}
 * @param objectId the vendor's identifier of that object
 * @param payload the event as the vendor sent it
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes in transit, never compared
public record InboundEvent(String identity, String kind, String objectId, Instant occurredAt, byte[] payload) {}
