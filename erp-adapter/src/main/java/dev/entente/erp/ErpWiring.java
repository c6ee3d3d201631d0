package dev.entente.erp;

import dev.entente.adapter.connection.Connections;
import dev.entente.adapter.connection.ServiceIdentity;
import dev.entente.adapter.http.DryRun;
import dev.entente.adapter.http.VendorClients;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.inbound.Translator;
import dev.entente.adapter.webhook.WebhookSchemes;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.SystemKind;
import dev.entente.contracts.message.UnreadableMessage;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import java.util.List;
import java.util.Optional;

/** Who this service is, and which connectors it has. */
class ErpWiring {

    @Produces
    @Singleton
    ServiceIdentity identity() {
        return new ServiceIdentity("erp-adapter", SystemKind.ERP);
    }

    @Produces
    @Singleton
    @Startup
    VendorConnectors<ErpConnector> connectors(
            Connections connections, Instance<ErpConnectorFactory> factories, VendorClients clients) {
        return new VendorConnectors<>(connections, factories, clients);
    }

    /** No ERP connected so far sends webhooks: they are polled. */
    @Produces
    @ApplicationScoped
    WebhookSchemes schemes() {
        return connection -> Optional.empty();
    }

    /** As there is no way in for webhooks, a record on the inbound topic is a mistake. */
    @Produces
    @ApplicationScoped
    Translator translator() {
        return new Translator() {
            @Override
            public Uni<List<Event>> translate(Attributes inbound, byte[] payload) throws UnreadableMessage {
                throw new UnreadableMessage("no ERP connected here sends webhooks");
            }

            @Override
            public Uni<List<Event>> foresee(Attributes inbound, byte[] payload, DryRun run) throws UnreadableMessage {
                return translate(inbound, payload);
            }
        };
    }
}
