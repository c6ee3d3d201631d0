/** How machines run durably: one transaction per batch, timers as columns, an outbox. Event loop and PostgreSQL; no business knowledge. */
@NullMarked
package dev.entente.orchestrator.engine;

import org.jspecify.annotations.NullMarked;
