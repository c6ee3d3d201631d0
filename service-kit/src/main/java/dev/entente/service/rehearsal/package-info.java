/** What a record would do if it were dealt with now: seen before it happens. */
@NullMarked
package dev.entente.service.rehearsal;

import org.jspecify.annotations.NullMarked;
