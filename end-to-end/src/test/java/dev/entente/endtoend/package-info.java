/** The whole system as separate processes, asked from outside: by the vendors, the databases, the topics, the traces. */
@NullMarked
package dev.entente.endtoend;

import org.jspecify.annotations.NullMarked;
