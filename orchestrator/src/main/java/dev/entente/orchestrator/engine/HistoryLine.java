package dev.entente.orchestrator.engine;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** What happened to an instance, once and for all. */
record HistoryLine(
        String instanceId,
        String correlationId,
        Instant at,
        String trigger,
        String messageId,
        @Nullable String fromState,
        String toState,
        String outcome,
        String note,
        @Nullable String who,
        @Nullable String traceparent) {}
