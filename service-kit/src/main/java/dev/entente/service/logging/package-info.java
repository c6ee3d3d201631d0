/** Log lines about one business flow: an event name and fields from a fixed dictionary, never payloads. */
@NullMarked
package dev.entente.service.logging;

import org.jspecify.annotations.NullMarked;
