package dev.entente.support;

import dev.entente.adapter.command.Performer;
import dev.entente.adapter.http.DryRun;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.SupportCommand;
import dev.entente.contracts.message.SupportCommand.CommentOnTicket;
import dev.entente.contracts.message.SupportCommand.MoveTicket;
import dev.entente.contracts.message.SupportCommand.OpenTicket;
import dev.entente.contracts.message.SupportCommand.RecordEntitlement;
import dev.entente.contracts.message.SupportEvent.EntitlementRecorded;
import dev.entente.contracts.message.SupportEvent.TicketChanged;
import dev.entente.contracts.message.SupportEvent.TicketCommented;
import dev.entente.contracts.message.SupportEvent.TicketOpened;
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
                        .replaceWith(
                                new EntitlementRecorded(entitlement.customer().reference()));
            case OpenTicket ticket -> connector.openTicket(ticket).map(TicketOpened::new);
            case MoveTicket move -> connector.moveTicket(move).map(TicketChanged::new);
            case CommentOnTicket comment ->
                connector.comment(comment).replaceWith(new TicketCommented(comment.ticket(), comment.key()));
        };
    }

    /** The rest may be repeated: each looks by itself for what is there already, and half of it may be missing. */
    @Override
    public Uni<Probe> probe(Command command, Attributes context) {
        var connector = connectors.find(context.connection()).orElse(null);
        if (connector != null && command instanceof OpenTicket open) {
            return connector
                    .findTicket(open.key())
                    .map(found -> found.<Probe>map(ticket -> new Probe.Found(new TicketOpened(ticket)))
                            .orElseGet(Probe.Absent::new));
        }
        return Uni.createFrom().item(new Probe.Absent());
    }

    @Override
    public Performer in(DryRun dryRun) {
        return new SupportPerformer(connectors.of(dryRun));
    }

    private static Uni<Event> misdirected(String reason) {
        return Uni.createFrom().failure(VendorFailure.refused(new Failure.Denied(reason)));
    }
}
