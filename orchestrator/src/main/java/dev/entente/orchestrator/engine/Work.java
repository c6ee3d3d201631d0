package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.orchestrator.machine.Stimulus;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * One stimulus on its way to an instance.
 *
 * @param message its id is what the inbox recognises; its subject is the business key
 * @param who the person behind it, if there is one
 * @param span the work's span, ended by the engine
 */
record Work(Attributes message, Stimulus stimulus, @Nullable String who, Span span) {}
