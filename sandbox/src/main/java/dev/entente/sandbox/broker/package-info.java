/** A Kafka broker in a process of its own. */
@NullMarked
package dev.entente.sandbox.broker;

import org.jspecify.annotations.NullMarked;
