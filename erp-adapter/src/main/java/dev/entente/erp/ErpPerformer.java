package dev.entente.erp;

import dev.entente.adapter.command.Performer;
import dev.entente.adapter.http.DryRun;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.ErpCommand;
import dev.entente.contracts.message.ErpCommand.CancelOrder;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpCommand.CreateOrder;
import dev.entente.contracts.message.ErpCommand.EnsureCustomer;
import dev.entente.contracts.message.ErpCommand.PriceOrder;
import dev.entente.contracts.message.ErpCommand.ReadInvoiceSchedule;
import dev.entente.contracts.message.ErpEvent.CustomerEnsured;
import dev.entente.contracts.message.ErpEvent.InvoiceScheduleRead;
import dev.entente.contracts.message.ErpEvent.OrderCancelled;
import dev.entente.contracts.message.ErpEvent.OrderCreated;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderState;
import dev.entente.erp.credit.CreditControl;
import dev.entente.erp.feed.TrackedOrders;
import dev.entente.service.reactive.EventLoop;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Performs the commands for ERPs. */
@ApplicationScoped
class ErpPerformer implements Performer {

    private final VendorConnectors<ErpConnector> connectors;
    private final CreditControl credit;
    private final TrackedOrders tracked;
    private final boolean dry;

    @Inject
    ErpPerformer(VendorConnectors<ErpConnector> connectors, CreditControl credit, TrackedOrders tracked) {
        this(connectors, credit, tracked, false);
    }

    private ErpPerformer(
            VendorConnectors<ErpConnector> connectors, CreditControl credit, TrackedOrders tracked, boolean dry) {
        this.connectors = connectors;
        this.credit = credit;
        this.tracked = tracked;
        this.dry = dry;
    }

    @Override
    public Performer in(DryRun dryRun) {
        return new ErpPerformer(connectors.of(dryRun), credit, tracked, true);
    }

    @Override
    public Uni<Event> perform(Command command, Attributes context) {
        if (!(command instanceof ErpCommand erpCommand)) {
            return misdirected("this service performs commands for ERPs only");
        }
        var connector = connectors.find(context.connection()).orElse(null);
        if (connector == null) {
            return misdirected("connection " + context.connection() + " is not configured here");
        }
        return switch (erpCommand) {
            case EnsureCustomer ensure ->
                connector.ensureCustomer(ensure.customer()).map(CustomerEnsured::new);
            case PriceOrder price -> connector.price(price).map(priced -> priced);
            case CheckCredit question ->
                credit.decide(connector, context.connection(), question).map(decision -> decision);
            case CreateOrder create -> createOrder(connector, create.order(), context);
            case CancelOrder cancel ->
                connector.cancelOrder(cancel.key(), cancel.reason()).replaceWith(new OrderCancelled(cancel.key()));
            case ReadInvoiceSchedule read ->
                connector.invoiceSchedule(read.key()).map(schedule -> new InvoiceScheduleRead(read.key(), schedule));
        };
    }

    /** Tracked before it is created, so that no change of it can be missed. */
    private Uni<Event> createOrder(ErpConnector connector, Order order, Attributes context) {
        if (dry) {
            return connector.createOrder(order, context.correlationId()).map(OrderCreated::new);
        }
        var executor = EventLoop.current();
        return tracked.track(order.key(), context)
                .chain(() -> connector.createOrder(order, context.correlationId()))
                .emitOn(executor)
                .call(created -> tracked.answered(context, created))
                .map(OrderCreated::new);
    }

    @Override
    public Uni<Probe> probe(Command command, Attributes context) {
        var connector = connectors.find(context.connection()).orElse(null);
        if (connector != null && command instanceof CreateOrder create) {
            var executor = EventLoop.current();
            return connector
                    .findOrder(create.order())
                    .emitOn(executor)
                    .call(found -> found.map(state -> told(state, context))
                            .orElseGet(() -> Uni.createFrom().voidItem()))
                    .map(found -> found.<Probe>map(state -> new Probe.Found(new OrderCreated(state)))
                            .orElseGet(Probe.Absent::new));
        }
        return Uni.createFrom().item(new Probe.Absent());
    }

    /** As if it had been made now: an earlier attempt may have ended before it could note so. */
    private Uni<Void> told(OrderState state, Attributes context) {
        var executor = EventLoop.current();
        return dry
                ? Uni.createFrom().voidItem()
                : tracked.track(state.key(), context)
                        .emitOn(executor)
                        .chain(() -> tracked.answered(context, state))
                        .emitOn(executor);
    }

    private static Uni<Event> misdirected(String reason) {
        return Uni.createFrom().failure(VendorFailure.refused(new Failure.Denied(reason)));
    }
}
