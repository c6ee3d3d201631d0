/** Records on Kafka: read, processed in a span, published once with one trace context, set aside when unreadable. Runs on event loops. */
@NullMarked
package dev.entente.service.messaging;

import org.jspecify.annotations.NullMarked;
