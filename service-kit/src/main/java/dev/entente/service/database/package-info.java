/** Whether the service's own database is there. */
@NullMarked
package dev.entente.service.database;

import org.jspecify.annotations.NullMarked;
