/** A workflow of three steps that return at once. */
@NullMarked
package dev.entente.bench.threesteps;

import org.jspecify.annotations.NullMarked;
