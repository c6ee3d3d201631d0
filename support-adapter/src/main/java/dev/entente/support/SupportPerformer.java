package dev.entente.support;

import dev.entente.adapter.command.Performer;
import dev.entente.adapter.connection.VendorConnectors;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.SupportCommand;
import dev.entente.contracts.message.SupportCommand.RecordEntitlement;
import dev.entente.contracts.message.SupportEvent.EntitlementRecorded;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Performs the commands for support tools. */
@ApplicationScoped
class SupportPerformer implements Performer {

    private final VendorConnectors<SupportConnector> connectors;

    SupportPerformer(VendorConnectors<SupportConnector> connectors) {
        this.connectors = connectors;
    }

    @Override
    public Uni<Event> perform(Command command, Attributes context) {
        if (!(command instanceof SupportCommand supportCommand)) {
            return misdirected("this service performs commands for support tools only");
        }
        var connector = connectors.find(context.connection()).orElse(null);
        if (connector == null) {
            return misdirected("connection " + context.connection() + " is not configured here");
        }
        return switch (supportCommand) {
            case RecordEntitlement entitlement ->
                connector
                        .recordEntitlement(entitlement, context.correlationId())
                        .replaceWith(recorded(entitlement));
        };
    }

    /** What a support tool does for us may be repeated: everything is an upsert, and half of it may be missing. */
    @Override
    public Uni<Probe> probe(Command command, Attributes context) {
        return Uni.createFrom().item(new Probe.Absent());
    }

    private static EntitlementRecorded recorded(RecordEntitlement entitlement) {
        return new EntitlementRecorded(entitlement.customer().reference());
    }

    private static Uni<Event> misdirected(String reason) {
        return Uni.createFrom().failure(VendorFailure.refused(new Failure.Denied(reason)));
    }
}
