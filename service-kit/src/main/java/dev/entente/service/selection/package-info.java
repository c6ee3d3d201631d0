/** Requests that mean many at once. */
@NullMarked
package dev.entente.service.selection;

import org.jspecify.annotations.NullMarked;
