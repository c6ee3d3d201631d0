/** Request Tracker: its queries, records, messages, webhooks and words. Nothing of it leaves this package but canonical messages. */
@NullMarked
package dev.entente.support.requesttracker;

import org.jspecify.annotations.NullMarked;
