/** The orchestrator's HTTP API. */
@NullMarked
package dev.entente.orchestrator.api;

import org.jspecify.annotations.NullMarked;
