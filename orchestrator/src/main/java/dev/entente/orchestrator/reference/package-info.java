/** Reference data: which product of a CRM is which of the company's, and on which price list it is sold. */
@NullMarked
package dev.entente.orchestrator.reference;

import org.jspecify.annotations.NullMarked;
