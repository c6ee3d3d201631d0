/** What every simulated vendor is made of: an HTTP server, records that survive a restart, faults on demand, effects that can be counted. */
@NullMarked
package dev.entente.sandbox.vendor;

import org.jspecify.annotations.NullMarked;
