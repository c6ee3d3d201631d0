/** From a durable raw record to canonical events: dedupe, translate, publish. */
@NullMarked
package dev.entente.adapter.inbound;

import org.jspecify.annotations.NullMarked;
