package dev.entente.erp;

import dev.entente.adapter.connection.Connections;
import dev.entente.adapter.connection.ServiceIdentity;
import dev.entente.adapter.connection.VendorConnectors;
import dev.entente.adapter.inbound.Translator;
import dev.entente.adapter.webhook.WebhookSchemes;
import dev.entente.contracts.message.SystemKind;
import dev.entente.contracts.message.UnreadableMessage;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

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
    VendorConnectors<ErpConnector> connectors(Connections connections, Instance<ErpConnectorFactory> factories) {
        return new VendorConnectors<>(connections, factories);
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
        return (inbound, payload) -> {
            throw new UnreadableMessage("no ERP connected here sends webhooks");
        };
    }
}
