package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.Samples;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.CrmCommand;
import dev.entente.contracts.message.CrmEvent;
import dev.entente.contracts.message.ErpCommand;
import dev.entente.contracts.message.ErpEvent;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.SupportCommand;
import dev.entente.contracts.message.SupportEvent;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.OrderState;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.contracts.model.Quantity;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What CRM, ERP and support hold about one deal, and how they answer. Immutable.
 *
 * @param won whether the deal is won in the CRM
 * @param acceptable whether the CRM's adapter would accept it
 * @param quantity of what is bought, by which edits of the deal are told apart
 * @param edition counts the changes of the deal, from 1
 * @param recorded the order's status in the CRM, once told
 * @param order in the ERP
 * @param orderKeys of all orders ever made
 * @param entitled the status of the order that support's entitlement rests on, once told
 */
public record Systems(
        boolean won,
        boolean acceptable,
        int quantity,
        long edition,
        @Nullable OrderStatus recorded,
        @Nullable OrderState order,
        Set<String> orderKeys,
        @Nullable OrderStatus entitled) {

    private static final Money NOTHING = Money.of("0", "EUR");

    /** How the systems stand after a command, and what they say. */
    public record Performed(Systems after, Event answer) {}

    public static Systems withDealWon() {
        return withDealUnderWay().wonFirst();
    }

    Systems wonFirst() {
        return deal(true, acceptable, quantity);
    }

    static Systems withDealUnderWay() {
        return new Systems(false, true, 1, 1, null, null, Set.of(), null);
    }

    public Systems deal(boolean isWon, boolean isAcceptable, int newQuantity) {
        return new Systems(isWon, isAcceptable, newQuantity, edition + 1, recorded, order, orderKeys, entitled);
    }

    public Systems order(OrderStatus status) {
        var known = Objects.requireNonNull(order);
        var changed = known.in(status).numbered(Objects.requireNonNull(known.edition()) + 1);
        return new Systems(won, acceptable, quantity, edition, recorded, changed, orderKeys, entitled);
    }

    /** What the CRM's adapter says of the deal as it is. */
    public Event deal() {
        if (!won) {
            return new CrmEvent.OpportunityReopened(Samples.DEAL, "contractsent", edition);
        }
        return acceptable
                ? new CrmEvent.OpportunityWon(opportunity(), edition)
                : new CrmEvent.OpportunityRefused(Samples.DEAL, "line 1 has no product", edition);
    }

    private Opportunity opportunity() {
        var sample = Samples.opportunity();
        var line = sample.lines().get(0);
        return new Opportunity(
                sample.reference(),
                sample.name(),
                sample.customer(),
                sample.closedOn(),
                sample.currency(),
                List.of(new OpportunityLine(
                        line.productKey(), line.description(), Quantity.of("" + quantity), line.unitPrice())));
    }

    boolean orderStands() {
        return order != null && !isOver(order.status());
    }

    static boolean isOver(@Nullable OrderStatus status) {
        return status == OrderStatus.CLOSED || status == OrderStatus.CANCELLED;
    }

    /** @param refuse whether a system that may say no, on business grounds, does */
    public Performed perform(Command command, boolean refuse) {
        return switch (command) {
            case CrmCommand crm -> crm(crm);
            case ErpCommand erp -> erp(erp, refuse);
            case SupportCommand support -> support(support);
        };
    }

    private Performed crm(CrmCommand command) {
        return switch (command) {
            case CrmCommand.ReadOpportunity ignored -> new Performed(this, deal());
            case CrmCommand.RecordOrder told ->
                new Performed(
                        new Systems(won, acceptable, quantity, edition, told.status(), order, orderKeys, entitled),
                        new CrmEvent.OrderRecorded(Samples.DEAL));
        };
    }

    private Performed support(SupportCommand command) {
        var told = (SupportCommand.RecordEntitlement) command;
        return new Performed(
                new Systems(
                        won,
                        acceptable,
                        quantity,
                        edition,
                        recorded,
                        order,
                        orderKeys,
                        told.entitlement().orderStatus()),
                new SupportEvent.EntitlementRecorded(told.customer().reference()));
    }

    private Performed erp(ErpCommand command, boolean refuse) {
        return switch (command) {
            case ErpCommand.EnsureCustomer ignored -> new Performed(this, new ErpEvent.CustomerEnsured("815"));
            case ErpCommand.PriceOrder price -> new Performed(this, priced(price, refuse));
            case ErpCommand.CheckCredit ignored ->
                new Performed(
                        this,
                        refuse
                                ? new ErpEvent.CreditRefused(NOTHING, NOTHING, "over the limit")
                                : new ErpEvent.CreditApproved(NOTHING, null));
            case ErpCommand.CreateOrder create -> created(create);
            case ErpCommand.CancelOrder cancel -> cancelled(cancel);
            case ErpCommand.ReadInvoiceSchedule read ->
                new Performed(this, new ErpEvent.InvoiceScheduleRead(read.key(), Samples.schedule()));
        };
    }

    private static ErpEvent priced(ErpCommand.PriceOrder price, boolean refuse) {
        var unit = refuse ? Money.of("490.0000", "EUR") : Money.of("49.9000", "EUR");
        return new ErpEvent.OrderPriced(
                price.lines().stream().map(line -> unit).toList(),
                price.lines().stream().map(line -> "19").toList());
    }

    /** By its key: an order that exists is answered as it is. */
    private Performed created(ErpCommand.CreateOrder create) {
        var key = create.order().key();
        if (order != null && order.key().equals(key)) {
            return new Performed(this, new ErpEvent.OrderCreated(order));
        }
        var made = new OrderState(key, "SO10001", OrderStatus.PENDING_FULFILMENT, 0, null, null, 1);
        var keys = Stream.concat(orderKeys.stream(), Stream.of(key.value()))
                .collect(Collectors.toCollection(TreeSet::new));
        return new Performed(
                new Systems(won, acceptable, quantity, edition, recorded, made, keys, entitled),
                new ErpEvent.OrderCreated(made));
    }

    private Performed cancelled(ErpCommand.CancelOrder cancel) {
        if (order == null || isOver(order.status())) {
            return new Performed(this, new ErpEvent.OrderCancelled(cancel.key()));
        }
        return order.status() == OrderStatus.BILLED
                ? new Performed(this, new CommandFailed(new Failure.Invalid("billed already")))
                : new Performed(order(OrderStatus.CLOSED), new ErpEvent.OrderCancelled(cancel.key()));
    }
}
