package dev.entente.support;

import dev.entente.adapter.connection.Connections;
import dev.entente.adapter.connection.ServiceIdentity;
import dev.entente.adapter.http.VendorClients;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.webhook.WebhookSchemes;
import dev.entente.contracts.message.SystemKind;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Who this service is, and which connectors it has. */
class SupportWiring {

    @Produces
    @Singleton
    ServiceIdentity identity() {
        return new ServiceIdentity("support-adapter", SystemKind.SUPPORT);
    }

    @Produces
    @Singleton
    @Startup
    VendorConnectors<SupportConnector> connectors(
            Connections connections, Instance<SupportConnectorFactory> factories, VendorClients clients) {
        return new VendorConnectors<>(connections, factories, clients);
    }

    @Produces
    @ApplicationScoped
    WebhookSchemes schemes(VendorConnectors<SupportConnector> connectors) {
        return connection -> connectors.find(connection).map(SupportConnector::webhooks);
    }
}
