package dev.entente.crm.hubspot;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.http.Authorizer;
import dev.entente.adapter.http.VendorClients;
import dev.entente.crm.CrmConnector;
import dev.entente.crm.CrmConnectorFactory;
import jakarta.enterprise.context.ApplicationScoped;

/** Registers the vendor {@code hubspot}. */
@ApplicationScoped
class HubspotConnectorFactory implements CrmConnectorFactory {

    @Override
    public String vendor() {
        return "hubspot";
    }

    @Override
    public CrmConnector connect(Connection connection, VendorClients clients) {
        if (connection.publicUrl() == null || connection.webhookSecrets().isEmpty()) {
            throw new IllegalStateException("connection " + connection.name()
                    + " needs a public-url and webhook-secret-files: HubSpot signs the URL it calls");
        }
        var settings = HubspotSettings.of(connection);
        var token = connection.credential("access-token");
        var client = clients.client(
                connection,
                new HubspotErrors(clients.clock(), settings.accountZone()),
                Authorizer.constant(() -> "Bearer " + token.value()));
        var api = new HubspotApi(client);
        return new HubspotConnector(
                settings,
                new HubspotMapping(connection.name(), settings),
                api,
                new HubspotFeed(api, settings),
                new HubspotWebhooks(connection.webhookSecrets(), settings.acceptedSignatures()));
    }
}
