package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.orchestrator.machine.Stimulus;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * One stimulus on its way to an instance.
 *
 * @param message its id is what the inbox recognises; its subject is the business key
 * @param workflow whose instance is meant; absent for news, which concerns every workflow that has use for it
 * @param who the person behind it, if there is one
 * @param span the work's span, ended by the engine
 */
record Work(
        Attributes message,
        @Nullable String workflow,
        Stimulus stimulus,
        @Nullable String who,
        Span span) {}
