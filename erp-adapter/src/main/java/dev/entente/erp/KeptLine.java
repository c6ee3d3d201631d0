package dev.entente.erp;

import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderLine;

import java.math.BigDecimal;
import java.util.List;

/**
 * An order's line as the ERP keeps it. The idempotency of an order's header does not cover its lines: vendors append,
 * merge or drop them, so they are compared with what was ordered.
 *
 * @param productCode the company's own product code
 */
public record KeptLine(String productCode, BigDecimal quantity, BigDecimal unitPrice) {

    /** Whether these are exactly the lines that were ordered, in their order. */
    public static boolean areThoseOf(Order order, List<KeptLine> kept) {
        if (kept.size() != order.lines().size()) {
            return false;
        }
        for (int at = 0; at < kept.size(); at++) {
            if (!kept.get(at).is(order.lines().get(at))) {
                return false;
            }
        }
        return true;
    }

    private boolean is(OrderLine ordered) {
        return productCode.equals(ordered.product().code())
                && quantity.compareTo(ordered.quantity().value()) == 0
                && unitPrice.compareTo(ordered.price().unit().amount()) == 0;
    }
}
