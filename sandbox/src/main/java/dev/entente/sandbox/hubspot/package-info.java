/** A simulated HubSpot account. */
@NullMarked
package dev.entente.sandbox.hubspot;

import org.jspecify.annotations.NullMarked;
