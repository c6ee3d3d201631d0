/** A PostgreSQL server in a process of its own. */
@NullMarked
package dev.entente.sandbox.database;

import org.jspecify.annotations.NullMarked;
