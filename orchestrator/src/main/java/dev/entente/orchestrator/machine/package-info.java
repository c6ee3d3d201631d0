/** What a workflow is: a table of transitions between states that are types, and the pure interpreter that applies it. No clock, no I/O, no randomness. */
@NullMarked
package dev.entente.orchestrator.machine;

import org.jspecify.annotations.NullMarked;
