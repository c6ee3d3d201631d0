package dev.entente.crm;

import dev.entente.adapter.command.Performer;
import dev.entente.adapter.http.DryRun;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.CrmCommand;
import dev.entente.contracts.message.CrmCommand.ReadOpportunity;
import dev.entente.contracts.message.CrmCommand.RecordOrder;
import dev.entente.contracts.message.CrmEvent.OrderRecorded;
import dev.entente.contracts.message.Event;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Performs the commands for CRMs. */
@ApplicationScoped
class CrmPerformer implements Performer {

    private final VendorConnectors<CrmConnector> connectors;

    CrmPerformer(VendorConnectors<CrmConnector> connectors) {
        this.connectors = connectors;
    }

    @Override
    public Uni<Event> perform(Command command, Attributes context) {
        if (!(command instanceof CrmCommand crmCommand)) {
            return misdirected("this service performs commands for CRMs only");
        }
        var connector = connectors.find(context.connection()).orElse(null);
        if (connector == null) {
            return misdirected("connection " + context.connection() + " is not configured here");
        }
        return switch (crmCommand) {
            case ReadOpportunity read ->
                connector.readOpportunity(read.opportunity().id()).map(event -> event);
            case RecordOrder order ->
                connector
                        .recordOrder(order, context.correlationId())
                        .replaceWith(new OrderRecorded(order.opportunity()));
        };
    }

    @Override
    public Uni<Probe> probe(Command command, Attributes context) {
        var connector = connectors.find(context.connection()).orElse(null);
        if (connector != null && command instanceof RecordOrder order) {
            return connector
                    .showsOrder(order)
                    .map(shown -> shown ? new Probe.Found(new OrderRecorded(order.opportunity())) : new Probe.Absent());
        }
        return Uni.createFrom().item(new Probe.Absent());
    }

    @Override
    public Performer in(DryRun dryRun) {
        return new CrmPerformer(connectors.of(dryRun));
    }

    private static Uni<Event> misdirected(String reason) {
        return Uni.createFrom().failure(VendorFailure.refused(new Failure.Denied(reason)));
    }
}
