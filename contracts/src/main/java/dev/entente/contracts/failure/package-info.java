/** Why something did not work, in five classes that decide what happens next. */
@NullMarked
package dev.entente.contracts.failure;

import org.jspecify.annotations.NullMarked;
