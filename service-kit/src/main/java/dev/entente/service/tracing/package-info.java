/** The correlation id on every span, and the conventions our own spans follow. */
@NullMarked
package dev.entente.service.tracing;

import org.jspecify.annotations.NullMarked;
