/** May this customer order for this much more? Decided here, once for all ERPs, from the ERP's numbers. */
@NullMarked
package dev.entente.erp.credit;

import org.jspecify.annotations.NullMarked;
