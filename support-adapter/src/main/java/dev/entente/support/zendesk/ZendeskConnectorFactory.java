package dev.entente.support.zendesk;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.http.Authorizer;
import dev.entente.adapter.http.VendorClients;
import dev.entente.adapter.polling.FeedItems;
import dev.entente.support.SupportConnector;
import dev.entente.support.SupportConnectorFactory;
import jakarta.enterprise.context.ApplicationScoped;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Registers the vendor {@code zendesk}. */
@ApplicationScoped
class ZendeskConnectorFactory implements SupportConnectorFactory {

    @Override
    public String vendor() {
        return "zendesk";
    }

    @Override
    public SupportConnector connect(Connection connection, VendorClients clients) {
        if (connection.webhookSecrets().isEmpty()) {
            throw new IllegalStateException("connection " + connection.name() + " needs webhook-secret-files");
        }
        var email = connection.setting("email");
        var token = connection.credential("api-token");
        var client = clients.client(
                connection,
                new ZendeskErrors(clients.clock()),
                Authorizer.constant(() -> "Basic " + base64(email + "/token:" + token.value())));
        var settings = ZendeskSettings.of(connection);
        return new ZendeskConnector(
                client,
                settings,
                new ZendeskTickets(
                        connection.name(),
                        client,
                        settings,
                        new FeedItems("ticket", connection.name(), clients.metrics())),
                new ZendeskWebhooks(connection.webhookSecrets()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
