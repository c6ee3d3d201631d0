package dev.entente.erp;

import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpCommand.PriceOrder;
import dev.entente.contracts.message.ErpEvent;
import dev.entente.contracts.message.ErpEvent.OrderPriced;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.InvoiceSchedule;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderState;
import io.smallrye.mutiny.Uni;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The port: one connection to one ERP. Failures of the ERP arrive as {@code VendorFailure}. */
public interface ErpConnector {

    /** Creates the customer or brings it up to date; repeating it changes nothing. Answers the ERP's own identifier. */
    Uni<String> ensureCustomer(Customer customer);

    /** What the ERP would charge; changes nothing. */
    Uni<OrderPriced> price(PriceOrder order);

    /** Decides from the ERP's numbers whether the customer may order for this much more; changes nothing. */
    Uni<ErpEvent> checkCredit(CheckCredit question);

    /** Creates the order under its key. Called again only after {@link #findOrder} found nothing. */
    Uni<OrderState> createOrder(Order order, String correlationId);

    /** The order under this order's key, if there is one with the same lines: the probe. */
    Uni<Optional<OrderState>> findOrder(Order order);

    /** Closes the order with this key; nothing happens when there is none or it is closed. */
    Uni<Void> cancelOrder(OrderKey key, String reason);

    Uni<InvoiceSchedule> invoiceSchedule(OrderKey key);

    /**
     * Orders changed at or after a moment, oldest change first, at most a page of them.
     *
     * @return the orders, and the moment from which to ask next time
     */
    Uni<ChangedOrders> ordersChangedSince(Instant since);

    /** One page of a feed. */
    record ChangedOrders(List<OrderState> orders, Instant upTo) {}
}
