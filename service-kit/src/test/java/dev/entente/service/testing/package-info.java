/** A real broker, a real database and simulated vendors, as processes of their own, for component tests. */
package dev.entente.service.testing;
