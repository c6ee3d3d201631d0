/** Zendesk: its signatures, records, errors and words. Nothing of it leaves this package but canonical messages. */
@NullMarked
package dev.entente.support.zendesk;

import org.jspecify.annotations.NullMarked;
