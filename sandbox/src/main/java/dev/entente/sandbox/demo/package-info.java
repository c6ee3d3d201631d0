/** Wins deals in the simulated CRM, shows them on their way, and asks the vendors what came of them. */
@NullMarked
package dev.entente.sandbox.demo;

import org.jspecify.annotations.NullMarked;
