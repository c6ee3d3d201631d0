/** Quote to cash: its states, its rules, its table. Pure. */
@NullMarked
package dev.entente.orchestrator.quotetocash;

import org.jspecify.annotations.NullMarked;
