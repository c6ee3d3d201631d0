/** Stands between an adapter and a real system, and breaks what passes when it is told to. */
@NullMarked
package dev.entente.sandbox.relay;

import org.jspecify.annotations.NullMarked;
