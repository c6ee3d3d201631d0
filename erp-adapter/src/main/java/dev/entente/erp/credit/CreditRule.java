package dev.entente.erp.credit;

import dev.entente.contracts.message.ErpEvent.CreditApproved;
import dev.entente.contracts.message.ErpEvent.CreditDecided;
import dev.entente.contracts.message.ErpEvent.CreditRefused;

/**
 * Decided from the numbers and before the order, because some ERPs block over the limit, some warn, and some do as the
 * account's preferences say; their own refusal is a second line. Pure.
 *
 * @param overdueDaysAllowed how long an invoice may be overdue before credit is refused
 */
record CreditRule(int overdueDaysAllowed) {

    CreditDecided decide(CreditStanding standing) {
        var exposure = standing.owed().plus(standing.orderTotal());
        var limit = standing.limit();
        if (standing.overdueDays() > overdueDaysAllowed
                && standing.overdue().amount().signum() > 0) {
            return new CreditRefused(
                    exposure,
                    limit,
                    "invoices over " + standing.overdue() + " are overdue for " + standing.overdueDays() + " days");
        }
        if (limit != null && exposure.isMoreThan(limit)) {
            return new CreditRefused(
                    exposure,
                    limit,
                    "the order would raise what the customer owes to " + exposure + ", above the limit of " + limit);
        }
        return new CreditApproved(exposure, limit);
    }
}
