package dev.entente.erp.netsuite;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.http.RenewedAuthorization;
import dev.entente.adapter.http.VendorClients;
import dev.entente.adapter.lock.KeyedLock;
import dev.entente.adapter.polling.FeedItems;
import dev.entente.erp.ErpConnector;
import dev.entente.erp.ErpConnectorFactory;
import jakarta.enterprise.context.ApplicationScoped;

/** Registers the vendor {@code netsuite}. */
@ApplicationScoped
class NetsuiteConnectorFactory implements ErpConnectorFactory {

    private final KeyedLock lock;

    NetsuiteConnectorFactory(KeyedLock lock) {
        this.lock = lock;
    }

    @Override
    public String vendor() {
        return "netsuite";
    }

    @Override
    public ErpConnector connect(Connection connection, VendorClients clients) {
        var errors = new NetsuiteErrors(clients.clock());
        var tokens = new NetsuiteTokens(connection, clients.anonymous(connection, errors), clients.clock());
        var client = clients.client(connection, errors, new RenewedAuthorization(tokens::obtain, clients.clock()));
        return new NetsuiteConnector(
                new NetsuiteApi(client),
                NetsuiteSettings.of(connection),
                clients.clock(),
                new FeedItems("order", connection.name(), clients.metrics()),
                lock.of(connection, clients));
    }
}
