/** Tryton: its sessions, calls, typed values, errors and words. Nothing of it leaves this package but canonical messages. */
@NullMarked
package dev.entente.erp.tryton;

import org.jspecify.annotations.NullMarked;
