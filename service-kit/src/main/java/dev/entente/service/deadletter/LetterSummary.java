package dev.entente.service.deadletter;

import dev.entente.service.messaging.DeadLetters;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What is known of a dead letter without what was in it, which may be megabytes.
 *
 * @param id follows from where the record stood; the same record again is the same letter
 * @param partition where the record stood when it failed first, and {@code offset}; absent for letters of earlier versions
 * @param key in a list of letters, its first 512 bytes
 * @param cause whose fault it is: the record's, or a defect of ours; absent for letters of earlier versions
 * @param attempts how often it was tried, replays included
 * @param decidedBy who replayed or discarded it last
 */
public record LetterSummary(
        String id,
        String topic,
        @Nullable Integer partition,
        @Nullable Long offset,
        @Nullable String key,
        String correlationId,
        DeadLetters.@Nullable Cause cause,
        String reason,
        DeadLetter.Status status,
        int attempts,
        Instant firstSeen,
        Instant lastSeen,
        @Nullable String decidedBy,
        @Nullable String decidedWhy) {}
