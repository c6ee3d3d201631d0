/** What every CRM can do for the rest of the house, without a vendor's words. */
@NullMarked
package dev.entente.crm;

import org.jspecify.annotations.NullMarked;
