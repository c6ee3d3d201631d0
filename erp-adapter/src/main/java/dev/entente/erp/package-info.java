/** What every ERP can do for the rest of the house, without a vendor's words. */
@NullMarked
package dev.entente.erp;

import org.jspecify.annotations.NullMarked;
