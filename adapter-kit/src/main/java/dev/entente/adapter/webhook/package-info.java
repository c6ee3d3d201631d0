/** The gate: from a vendor's raw bytes to a durable record, and only then a 2xx. Event loop, no vendor knowledge. */
@NullMarked
package dev.entente.adapter.webhook;

import org.jspecify.annotations.NullMarked;
