/** Measures; asserts nothing. */
@NullMarked
package dev.entente.bench.engine;

import org.jspecify.annotations.NullMarked;
