/** Configured accounts at vendors and their secrets. A service hosts any number. */
@NullMarked
package dev.entente.adapter.connection;

import org.jspecify.annotations.NullMarked;
