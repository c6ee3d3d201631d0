package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.model.InvoiceSchedule;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderLine;
import dev.entente.contracts.model.OrderState;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.orchestrator.machine.State;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The states of quote to cash. What a state does not hold is not known there. */
public sealed interface QuoteToCash extends State {

    /** The deal in the CRM. */
    ObjectReference deal();

    /** The money that waits while an instance stays here. */
    default Optional<Money> moneyHeld() {
        return Optional.empty();
    }

    /** States that know the whole opportunity. */
    sealed interface WithOpportunity extends QuoteToCash {
        Opportunity opportunity();

        @Override
        default ObjectReference deal() {
            return opportunity().reference();
        }

        @Override
        default Optional<Money> moneyHeld() {
            return Optional.of(opportunity().total());
        }
    }

    /** States in which the customer is known to the ERP and the order is not made yet. */
    sealed interface WithDraft extends WithOpportunity {
        Draft draft();

        @Override
        default Opportunity opportunity() {
            return draft().opportunity();
        }
    }

    /** What is going to be ordered, and for whom. */
    record Draft(Opportunity opportunity, List<OrderLine> lines, String customerId) {}

    /** States in which the order exists. */
    sealed interface WithOrder extends WithOpportunity {
        Placed placed();

        @Override
        default Opportunity opportunity() {
            return placed().opportunity();
        }
    }

    /** An order that exists, and what it was made of. */
    record Placed(Opportunity opportunity, Order order, OrderState latest) {
        /** With what was told of the order, unless something newer is known already. */
        Placed with(OrderState told) {
            return latest.isNewerThan(told) ? this : new Placed(opportunity, order, told);
        }

        Placed cancelled() {
            return new Placed(opportunity, order, latest.in(OrderStatus.CANCELLED));
        }

        boolean isOver() {
            return latest.status() == OrderStatus.CANCELLED || latest.status() == OrderStatus.CLOSED;
        }
    }

    record ReadingOpportunity(ObjectReference deal) implements QuoteToCash {}

    record CorrectingOpportunity(ObjectReference deal, String reason) implements QuoteToCash {}

    record MappingProducts(Opportunity opportunity) implements WithOpportunity {}

    record AwaitingMappings(Opportunity opportunity, Set<String> missing) implements WithOpportunity {
        String reason() {
            return "the reference data lacks " + String.join(", ", new TreeSet<>(missing));
        }
    }

    record EnsuringCustomer(Opportunity opportunity, List<OrderLine> lines) implements WithOpportunity {}

    record PricingOrder(Draft draft) implements WithDraft {}

    record PriceDisputed(Draft draft, String reason) implements WithDraft {}

    record CheckingCredit(Draft draft) implements WithDraft {}

    record CreditHeld(Draft draft, String reason) implements WithDraft {}

    /** @param unread whether there was news of the deal meanwhile that could not be read */
    record CreatingOrder(Opportunity opportunity, Order order, boolean unread) implements WithOpportunity {}

    record ReadingInvoiceSchedule(Placed placed) implements WithOrder {}

    record RecordingOrder(Placed placed, InvoiceSchedule schedule) implements WithOrder {}

    record RecordingEntitlement(Placed placed, InvoiceSchedule schedule) implements WithOrder {}

    /** In step: nothing is held up any more, the order takes its course. */
    record AwaitingFulfilment(Placed placed, InvoiceSchedule schedule) implements WithOrder {
        @Override
        public Optional<Money> moneyHeld() {
            return Optional.empty();
        }
    }

    record UpdatingCrm(Placed placed, InvoiceSchedule schedule) implements WithOrder {}

    record UpdatingSupport(Placed placed, InvoiceSchedule schedule) implements WithOrder {}

    /** There was news of the deal after its order was made, and it could not be read: it may have been taken back. */
    record RereadingOpportunity(Placed placed) implements WithOrder {}

    /** The deal was taken back after its order was made: a person decides between going on and cancelling. */
    record ReopenedAfterOrder(Placed placed, String stage) implements WithOrder {
        String reason() {
            return "the deal went back to '" + stage + "' after order "
                    + placed.latest().number() + " was made: win it again, or cancel";
        }
    }

    /**
     * How a deal is being taken back after its order was asked for.
     *
     * @param reopened whether the CRM took the deal back, rather than a person at the console
     * @param wonMeanwhile whether the deal was won again before the cancellation was through
     */
    record Cancellation(String reason, boolean reopened, boolean wonMeanwhile) {
        Cancellation wonAgain() {
            return new Cancellation(reason, reopened, reopened);
        }

        Cancellation reopenedAgain() {
            return new Cancellation(reason, true, false);
        }
    }

    /** States on the way to a cancelled order. */
    sealed interface Cancelling extends WithOpportunity {
        Cancellation cancellation();
    }

    /** The order may exist or not: nobody has heard of it yet. */
    record CancellingOrder(Opportunity opportunity, Order order, Cancellation cancellation) implements Cancelling {}

    record CancellingPlacedOrder(Placed placed, Cancellation cancellation) implements Cancelling {
        @Override
        public Opportunity opportunity() {
            return placed.opportunity();
        }
    }

    record WithdrawingFromCrm(Placed placed, Cancellation cancellation) implements Cancelling {
        @Override
        public Opportunity opportunity() {
            return placed.opportunity();
        }
    }

    record WithdrawingFromSupport(Placed placed, Cancellation cancellation) implements Cancelling {
        @Override
        public Opportunity opportunity() {
            return placed.opportunity();
        }
    }

    /** An order's key follows from its deal, so a second order for the same deal could not be told from the first. */
    record WonAfterCancellation(ObjectReference deal, String earlier) implements QuoteToCash {
        String reason() {
            return "the deal was won again after its order was cancelled (" + earlier + "): make a new deal in the CRM";
        }
    }

    record Fulfilled(ObjectReference deal, String orderNumber) implements QuoteToCash {}

    /**
     * @param orderMade whether an order may have been made and closed again; then a deal won anew needs a person
     * @param reopened whether the CRM has taken the deal back: only then is winning it again a new decision
     */
    record Cancelled(ObjectReference deal, String reason, boolean orderMade, boolean reopened) implements QuoteToCash {}

    record NotWon(ObjectReference deal, String stage) implements QuoteToCash {}
}
