/** What is broken on purpose, and what must hold all the same. */
@NullMarked
package dev.entente.endtoend.faults;

import org.jspecify.annotations.NullMarked;
