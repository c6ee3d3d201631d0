package dev.entente.erp;

import dev.entente.adapter.polling.FeedPage;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpCommand.PriceOrder;
import dev.entente.contracts.message.ErpEvent.OrderPriced;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.InvoiceSchedule;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderState;
import dev.entente.erp.credit.CreditStanding;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/**
 * The port: one connection to one ERP. Failures of the ERP arrive as {@code VendorFailure}.
 *
 * <p>What is promised here holds for every ERP, whatever it offers for it; {@code ErpPortIT} asks each of them.
 */
public interface ErpConnector {

    /**
     * Creates the customer or brings it up to date, however many ask at once; repeating it changes nothing, and what
     * others changed about the customer stays.
     *
     * @return the ERP's own identifier
     */
    Uni<String> ensureCustomer(Customer customer);

    /** What the ERP would charge; changes nothing. Unknown products, price levels and currencies are refused as invalid. */
    Uni<OrderPriced> price(PriceOrder order);

    /** The numbers that decide about credit, in one currency; changes nothing. */
    Uni<CreditStanding> creditStanding(CheckCredit question);

    /**
     * Creates the order under its key, or finishes one that an earlier attempt began; one that is there already, with the lines that are
     * ordered, is left as it is. Refused as invalid when the ERP keeps other lines than were ordered.
     */
    Uni<OrderState> createOrder(Order order, String correlationId);

    /** The finished order under this order's key, if there is one with the same lines. */
    Uni<Optional<OrderState>> findOrder(Order order);

    /** Closes the order with this key; nothing happens when there is none or it is closed. Refused as invalid once anything was shipped or invoiced. */
    Uni<Void> cancelOrder(OrderKey key, String reason);

    Uni<InvoiceSchedule> invoiceSchedule(OrderKey key);

    /**
     * Orders of ours of which anything changed: themselves, shipments, invoices, payments.
     *
     * @param position from the page before; absent when the feed was never read: then it begins now
     * @param overlap how far to go back behind the position
     */
    Uni<FeedPage<OrderState>> changedOrders(@Nullable String position, Duration overlap);
}
