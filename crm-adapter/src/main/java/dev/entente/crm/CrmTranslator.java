package dev.entente.crm;

import dev.entente.adapter.http.DryRun;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.inbound.Translator;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CrmEvent;
import dev.entente.contracts.message.CrmEvent.OpportunityUnread;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.contracts.model.ObjectReference;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.List;

/** Takes an inbound event as a hint, and reads how the opportunity stands now. */
@ApplicationScoped
class CrmTranslator implements Translator {

    private final VendorConnectors<CrmConnector> connectors;

    CrmTranslator(VendorConnectors<CrmConnector> connectors) {
        this.connectors = connectors;
    }

    @Override
    public Uni<List<Event>> translate(Attributes inbound, byte[] payload) throws UnreadableMessage {
        var connector = connectors.find(inbound.connection()).orElse(null);
        if (connector == null) {
            throw new UnreadableMessage("connection " + inbound.connection() + " is not configured here");
        }
        var opportunity = connector.opportunityConcerned(payload).orElse(null);
        if (opportunity == null) {
            return Uni.createFrom().item(List.of());
        }
        return read(connector, new ObjectReference(inbound.connection(), opportunity))
                .map(event -> List.of(event));
    }

    /** Translating tells nobody and keeps nothing by itself. */
    @Override
    public Uni<List<Event>> foresee(Attributes inbound, byte[] payload, DryRun run) throws UnreadableMessage {
        return new CrmTranslator(connectors.of(run)).translate(inbound, payload);
    }

    private static Uni<CrmEvent> read(CrmConnector connector, ObjectReference opportunity) {
        return connector
                .readOpportunity(opportunity.id())
                .onFailure(VendorFailure.class)
                .recoverWithItem(failure -> new OpportunityUnread(opportunity, ((VendorFailure) failure).failure()));
    }
}
