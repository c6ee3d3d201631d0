package dev.entente.contracts.message;

import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.Quantity;
import dev.entente.contracts.model.Require;

import java.util.Currency;
import java.util.List;

/** What an ERP shall do. */
public sealed interface ErpCommand extends Command {

    /** Create the customer or bring it up to date; answered by {@code CustomerEnsured}. */
    record EnsureCustomer(Customer customer) implements ErpCommand, Replacing {
        public EnsureCustomer {
            Require.present(customer, "customer");
        }
    }

    /** Look up what the ERP would charge; changes nothing; answered by {@code OrderPriced}. */
    record PriceOrder(String customerId, Currency currency, List<LineToPrice> lines) implements ErpCommand, Replacing {
        public PriceOrder {
            Require.text(customerId, 255, "customer id");
            Require.present(currency, "currency");
            lines = List.copyOf(Require.present(lines, "lines"));
        }
    }

    record LineToPrice(String productCode, Quantity quantity, String priceLevel) {
        public LineToPrice {
            Require.text(productCode, 64, "product code");
            Require.present(quantity, "quantity");
            Require.text(priceLevel, 64, "price level");
        }
    }

    /** Decide whether the customer may order for this much more; answered by {@code CreditApproved} or {@code CreditRefused}. */
    record CheckCredit(String customerId, Money orderTotal) implements ErpCommand, Replacing {
        public CheckCredit {
            Require.text(customerId, 255, "customer id");
            Require.present(orderTotal, "order total");
        }
    }

    /** Create the order, once; answered by {@code OrderCreated}. */
    record CreateOrder(Order order) implements ErpCommand, Replacing {
        public CreateOrder {
            Require.present(order, "order");
        }
    }

    /** Close the order if it exists; answered by {@code OrderCancelled}. */
    record CancelOrder(OrderKey key, String reason) implements ErpCommand, Replacing {
        public CancelOrder {
            Require.present(key, "order key");
            Require.text(reason, 2000, "reason");
        }
    }

    /** Answered by {@code InvoiceScheduleRead}. */
    record ReadInvoiceSchedule(OrderKey key) implements ErpCommand, Replacing {
        public ReadInvoiceSchedule {
            Require.present(key, "order key");
        }
    }
}
