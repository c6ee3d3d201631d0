/** Explores every order of events that a small world allows, and shows the shortest way to a violation. No clock, no I/O. */
@NullMarked
package dev.entente.orchestrator.exploration;

import org.jspecify.annotations.NullMarked;
