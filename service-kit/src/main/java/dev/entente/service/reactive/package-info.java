/** Staying on the event loop, and waiting for infrastructure without losing it. */
@NullMarked
package dev.entente.service.reactive;

import org.jspecify.annotations.NullMarked;
