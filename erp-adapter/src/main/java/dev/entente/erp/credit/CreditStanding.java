package dev.entente.erp.credit;

import dev.entente.contracts.model.Money;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that decide about credit, all in the currency in which the ERP keeps the customer's account.
 *
 * @param owed open invoices and orders not invoiced yet
 * @param limit absent when the ERP sets none
 * @param overdue what should have been paid by now
 * @param overdueDays for how long the oldest of it
 * @param orderTotal what is asked for, converted by the ERP's own rate
 */
public record CreditStanding(Money owed, @Nullable Money limit, Money overdue, int overdueDays, Money orderTotal) {}
