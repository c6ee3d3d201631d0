/** Feeds read with a cursor, for vendors without webhooks and as a safety net for lost ones. */
@NullMarked
package dev.entente.adapter.polling;

import org.jspecify.annotations.NullMarked;
