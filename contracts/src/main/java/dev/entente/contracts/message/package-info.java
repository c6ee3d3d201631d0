/** Events and commands between services, their CloudEvents envelope, and the catalogue that ties a type name to a record. */
@NullMarked
package dev.entente.contracts.message;

import org.jspecify.annotations.NullMarked;
