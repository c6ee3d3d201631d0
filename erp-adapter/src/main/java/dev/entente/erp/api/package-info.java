/** System APIs: synchronous questions to the ERP, for those who cannot wait for an event. */
@NullMarked
package dev.entente.erp.api;

import org.jspecify.annotations.NullMarked;
