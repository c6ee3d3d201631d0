/** Records that could not be dealt with: kept as they came, seen, replayed, discarded. */
@NullMarked
package dev.entente.service.deadletter;

import org.jspecify.annotations.NullMarked;
