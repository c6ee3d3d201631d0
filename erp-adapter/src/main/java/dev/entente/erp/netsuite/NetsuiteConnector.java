package dev.entente.erp.netsuite;

import dev.entente.adapter.lock.Exclusive;
import dev.entente.adapter.polling.FeedItems;
import dev.entente.adapter.polling.FeedPage;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpCommand.PriceOrder;
import dev.entente.contracts.message.ErpEvent.OrderPriced;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.InvoiceSchedule;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderState;
import dev.entente.erp.ErpConnector;
import dev.entente.erp.credit.CreditStanding;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** One NetSuite account. */
final class NetsuiteConnector implements ErpConnector {

    private final NetsuiteCustomers customers;
    private final NetsuitePrices prices;
    private final NetsuiteOrders orders;
    private final NetsuiteOrderFeed feed;

    NetsuiteConnector(NetsuiteApi api, NetsuiteSettings settings, Clock clock, FeedItems items, Exclusive exclusive) {
        var references = new NetsuiteReferences(api, clock);
        this.customers = new NetsuiteCustomers(api, settings, references, exclusive);
        this.prices = new NetsuitePrices(api, settings, references);
        this.orders = new NetsuiteOrders(api, settings, references, prices);
        this.feed = new NetsuiteOrderFeed(api, orders, references, settings, items);
    }

    @Override
    public Uni<String> ensureCustomer(Customer customer) {
        return customers.ensure(customer);
    }

    @Override
    public Uni<OrderPriced> price(PriceOrder order) {
        return prices.price(order);
    }

    @Override
    public Uni<CreditStanding> creditStanding(CheckCredit question) {
        return customers.creditStanding(question);
    }

    @Override
    public Uni<OrderState> createOrder(Order order, String correlationId) {
        return orders.create(order, correlationId);
    }

    @Override
    public Uni<Optional<OrderState>> findOrder(Order order) {
        return orders.find(order);
    }

    @Override
    public Uni<Void> cancelOrder(OrderKey key, String reason) {
        return orders.cancel(key, reason);
    }

    @Override
    public Uni<InvoiceSchedule> invoiceSchedule(OrderKey key) {
        return orders.invoiceSchedule(key);
    }

    @Override
    public Uni<FeedPage<OrderState>> changedOrders(@Nullable String position, Duration overlap) {
        return feed.changed(position, overlap);
    }
}
