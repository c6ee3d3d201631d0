package dev.entente.erp.tryton;

import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.lock.Exclusive;
import dev.entente.adapter.polling.FeedItems;
import dev.entente.adapter.polling.FeedPage;
import dev.entente.contracts.failure.Failure;
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
import java.util.function.Supplier;

/** One company in one Tryton database. */
final class TrytonConnector implements ErpConnector {

    private final TrytonCustomers customers;
    private final TrytonCredit credit;
    private final TrytonPrices prices;
    private final TrytonOrders orders;
    private final TrytonCancellation cancellation;
    private final TrytonInvoiceSchedules schedules;
    private final TrytonOrderFeed feed;

    private TrytonConnector(
            TrytonCustomers customers,
            TrytonCredit credit,
            TrytonPrices prices,
            TrytonOrders orders,
            TrytonCancellation cancellation,
            TrytonInvoiceSchedules schedules,
            TrytonOrderFeed feed) {
        this.customers = customers;
        this.credit = credit;
        this.prices = prices;
        this.orders = orders;
        this.cancellation = cancellation;
        this.schedules = schedules;
        this.feed = feed;
    }

    static TrytonConnector of(
            TrytonRpc rpc, TrytonSettings settings, Exclusive exclusive, Clock clock, FeedItems items) {
        var references = new TrytonReferences(rpc, clock);
        var sales = new TrytonSales(rpc, settings);
        var prices = new TrytonPrices(rpc, settings, references);
        return new TrytonConnector(
                new TrytonCustomers(rpc, settings, references),
                new TrytonCredit(rpc, references, clock),
                prices,
                new TrytonOrders(rpc, sales, prices, references, exclusive),
                new TrytonCancellation(rpc, sales, exclusive),
                new TrytonInvoiceSchedules(rpc, sales),
                new TrytonOrderFeed(sales, settings, rpc.clock(), items));
    }

    @Override
    public Uni<String> ensureCustomer(Customer customer) {
        return customers.ensure(customer);
    }

    @Override
    public Uni<OrderPriced> price(PriceOrder order) {
        return knowing(order.customerId(), () -> prices.price(order));
    }

    @Override
    public Uni<CreditStanding> creditStanding(CheckCredit question) {
        return knowing(question.customerId(), () -> credit.standing(question));
    }

    @Override
    public Uni<OrderState> createOrder(Order order, String correlationId) {
        return knowing(order.customerId(), () -> orders.create(order, correlationId));
    }

    @Override
    public Uni<Optional<OrderState>> findOrder(Order order) {
        return orders.find(order);
    }

    @Override
    public Uni<Void> cancelOrder(OrderKey key, String reason) {
        return cancellation.cancel(key, reason);
    }

    @Override
    public Uni<InvoiceSchedule> invoiceSchedule(OrderKey key) {
        return schedules.of(key);
    }

    @Override
    public Uni<FeedPage<OrderState>> changedOrders(@Nullable String position, Duration overlap) {
        return feed.changed(position, overlap);
    }

    /** Customers are numbers here, and nothing else ever was one of ours. */
    private static <T> Uni<T> knowing(String customerId, Supplier<Uni<T>> work) {
        return customerId.matches("\\d{1,18}")
                ? Uni.createFrom().deferred(work::get)
                : Uni.createFrom()
                        .failure(VendorFailure.refused(
                                new Failure.Invalid("'" + customerId + "' does not identify a customer of the ERP")));
    }
}
