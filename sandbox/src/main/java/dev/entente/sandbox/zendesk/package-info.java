/** A simulated Zendesk account. */
@NullMarked
package dev.entente.sandbox.zendesk;

import org.jspecify.annotations.NullMarked;
