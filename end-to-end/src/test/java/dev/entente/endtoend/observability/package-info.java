/** Dashboards, alerts and their routes against the real programs. */
@NullMarked
package dev.entente.endtoend.observability;

import org.jspecify.annotations.NullMarked;
