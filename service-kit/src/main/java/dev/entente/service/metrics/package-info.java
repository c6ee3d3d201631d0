/** What is measured: one catalogue, which is the documentation, too. */
@NullMarked
package dev.entente.service.metrics;

import org.jspecify.annotations.NullMarked;
