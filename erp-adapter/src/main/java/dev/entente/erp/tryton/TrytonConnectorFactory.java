package dev.entente.erp.tryton;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.http.RenewedAuthorization;
import dev.entente.adapter.http.VendorClients;
import dev.entente.adapter.lock.KeyedLock;
import dev.entente.adapter.polling.FeedItems;
import dev.entente.erp.ErpConnector;
import dev.entente.erp.ErpConnectorFactory;
import jakarta.enterprise.context.ApplicationScoped;

/** Registers the vendor {@code tryton}. */
@ApplicationScoped
class TrytonConnectorFactory implements ErpConnectorFactory {

    private final KeyedLock lock;

    TrytonConnectorFactory(KeyedLock lock) {
        this.lock = lock;
    }

    @Override
    public String vendor() {
        return "tryton";
    }

    @Override
    public ErpConnector connect(Connection connection, VendorClients clients) {
        var errors = new TrytonErrors(clients.clock());
        var session = new TrytonSession(
                connection, clients.anonymous(connection.withTimeout(TrytonSession.LOGIN_TIMEOUT), errors));
        var client = clients.client(connection, errors, new RenewedAuthorization(session::open, clients.clock()));
        return TrytonConnector.of(
                new TrytonRpc(client),
                TrytonSettings.of(connection),
                lock.of(connection, clients),
                clients.clock(),
                new FeedItems("order", connection.name(), clients.metrics()));
    }
}
