/** What every support tool can do for the rest of the house, without a vendor's words. */
@NullMarked
package dev.entente.support;

import org.jspecify.annotations.NullMarked;
