/** A simulated NetSuite account. */
@NullMarked
package dev.entente.sandbox.netsuite;

import org.jspecify.annotations.NullMarked;
