/** The canonical records: what a customer, an order or an entitlement is when no vendor is looking. Immutable, validated on construction, free of frameworks. */
@NullMarked
package dev.entente.contracts.model;

import org.jspecify.annotations.NullMarked;
