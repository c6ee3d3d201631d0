/** How far consumers are behind, seen from outside them. */
@NullMarked
package dev.entente.orchestrator.lag;

import org.jspecify.annotations.NullMarked;
