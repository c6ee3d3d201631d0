/** Starts everything as separate processes on one machine, knows which they are, and stops exactly those. */
@NullMarked
package dev.entente.sandbox.launch;

import org.jspecify.annotations.NullMarked;
