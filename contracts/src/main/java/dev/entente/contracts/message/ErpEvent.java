package dev.entente.contracts.message;

import dev.entente.contracts.model.InvoiceSchedule;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderState;
import dev.entente.contracts.model.Require;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** What happened in an ERP. */
public sealed interface ErpEvent extends Event {

    /**
     * The customer exists with the billing profile that was asked for.
     *
     * @param customerId the ERP's own identifier
     */
    record CustomerEnsured(String customerId) implements ErpEvent, Replacing {
        public CustomerEnsured {
            Require.text(customerId, 255, "customer id");
        }
    }

    /**
     * The ERP's own unit prices, in the order of the lines that were asked for.
     *
     * @param taxRates the tax rate in percent the ERP will apply to each line, as decimal strings
     */
    record OrderPriced(List<Money> unitPrices, List<String> taxRates) implements ErpEvent, Replacing {
        public OrderPriced {
            unitPrices = List.copyOf(Require.present(unitPrices, "unit prices"));
            taxRates = List.copyOf(Require.present(taxRates, "tax rates"));
            Require.that(unitPrices.size() == taxRates.size(), "unit prices and tax rates differ in number");
        }
    }

    /** Whether the customer may owe this much more. */
    sealed interface CreditDecided extends ErpEvent {}

    /** The customer may owe this much more. */
    record CreditApproved(Money exposure, @Nullable Money limit) implements CreditDecided, Replacing {
        public CreditApproved {
            Require.present(exposure, "exposure");
        }
    }

    /** The order would take the customer over the limit, or invoices are overdue. */
    record CreditRefused(Money exposure, @Nullable Money limit, String reason) implements CreditDecided, Replacing {
        public CreditRefused {
            Require.present(exposure, "exposure");
            Require.text(reason, 2000, "reason");
        }
    }

    /** The order exists, exactly once. */
    record OrderCreated(OrderState order) implements ErpEvent, Replacing {
        public OrderCreated {
            Require.present(order, "order");
        }
    }

    /** No order with this key is open, and none will be made. */
    record OrderCancelled(OrderKey key) implements ErpEvent, Replacing {
        public OrderCancelled {
            Require.present(key, "order key");
        }
    }

    record InvoiceScheduleRead(OrderKey key, InvoiceSchedule schedule) implements ErpEvent, Replacing {
        public InvoiceScheduleRead {
            Require.present(key, "order key");
            Require.present(schedule, "invoice schedule");
        }
    }

    /** Shipments, invoices, payments or people changed the order in the ERP. */
    record OrderChanged(OrderState order) implements ErpEvent, Replacing {
        public OrderChanged {
            Require.present(order, "order");
        }

        @Override
        public @Nullable Long edition() {
            return order.edition() == null ? null : order.edition().longValue();
        }
    }
}
