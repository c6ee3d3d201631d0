/** NetSuite: its tokens, records, queries, errors and words. Nothing of it leaves this package but canonical messages. */
@NullMarked
package dev.entente.erp.netsuite;

import org.jspecify.annotations.NullMarked;
