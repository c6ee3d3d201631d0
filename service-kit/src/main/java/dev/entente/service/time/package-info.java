/** The one clock. Everything that needs the time is handed it. */
@NullMarked
package dev.entente.service.time;

import org.jspecify.annotations.NullMarked;
