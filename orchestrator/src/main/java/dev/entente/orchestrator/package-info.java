@NullMarked
package dev.entente.orchestrator;

import org.jspecify.annotations.NullMarked;
