package dev.entente.support.requesttracker;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.http.Authorizer;
import dev.entente.adapter.http.VendorClients;
import dev.entente.adapter.lock.KeyedLock;
import dev.entente.adapter.polling.FeedItems;
import dev.entente.support.SupportConnector;
import dev.entente.support.SupportConnectorFactory;
import jakarta.enterprise.context.ApplicationScoped;

/** Registers the vendor {@code request-tracker}. */
@ApplicationScoped
class RequestTrackerConnectorFactory implements SupportConnectorFactory {

    private final KeyedLock lock;

    RequestTrackerConnectorFactory(KeyedLock lock) {
        this.lock = lock;
    }

    @Override
    public String vendor() {
        return "request-tracker";
    }

    @Override
    public SupportConnector connect(Connection connection, VendorClients clients) {
        if (connection.webhookSecrets().isEmpty()) {
            throw new IllegalStateException("connection " + connection.name() + " needs webhook-secret-files");
        }
        var token = connection.credential("token");
        var client = clients.client(
                connection, new RequestTrackerErrors(), Authorizer.constant(() -> "token " + token.value()));
        return RequestTrackerConnector.of(
                connection,
                new RequestTrackerApi(client),
                RequestTrackerSettings.of(connection),
                lock.of(connection, clients),
                new FeedItems("ticket", connection.name(), clients.metrics()));
    }
}
