/** An OTLP receiver that keeps spans and answers questions about them. */
@NullMarked
package dev.entente.sandbox.traces;

import org.jspecify.annotations.NullMarked;
