/** How adapters connect to their databases. */
@NullMarked
package dev.entente.adapter.database;

import org.jspecify.annotations.NullMarked;
