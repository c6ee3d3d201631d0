package dev.entente.crm;

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
class CrmWiring {

    @Produces
    @Singleton
    ServiceIdentity identity() {
        return new ServiceIdentity("crm-adapter", SystemKind.CRM);
    }

    @Produces
    @Singleton
    @Startup
    VendorConnectors<CrmConnector> connectors(
            Connections connections, Instance<CrmConnectorFactory> factories, VendorClients clients) {
        return new VendorConnectors<>(connections, factories, clients);
    }

    @Produces
    @ApplicationScoped
    WebhookSchemes schemes(VendorConnectors<CrmConnector> connectors) {
        return connection -> connectors.find(connection).map(CrmConnector::webhooks);
    }
}
