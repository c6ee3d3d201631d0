/** Commands performed at most once visibly: ledger, probe, vendor. */
@NullMarked
package dev.entente.adapter.command;

import org.jspecify.annotations.NullMarked;
