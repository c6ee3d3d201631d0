package dev.entente.adapter.http;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.Connections;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The connector of each connection, made by its vendor's factory. Adding a vendor is one more factory.
 *
 * @param <C> the adapter's port: what every CRM, ERP or support tool can do
 */
public final class VendorConnectors<C> {

    private final Connections connections;
    private final Iterable<? extends Factory<C>> factories;
    private final VendorClients clients;
    private final Map<String, C> byConnection;

    /** @throws IllegalStateException at start, naming the connection whose vendor no factory knows */
    public VendorConnectors(Connections connections, Iterable<? extends Factory<C>> factories, VendorClients clients) {
        this.connections = connections;
        this.factories = factories;
        this.clients = clients;
        var byVendor = StreamSupport.stream(factories.spliterator(), false)
                .collect(Collectors.toMap(Factory::vendor, Function.identity()));
        this.byConnection = connections.all().stream()
                .collect(Collectors.toUnmodifiableMap(Connection::name, connection -> {
                    var factory = byVendor.get(connection.vendor());
                    if (factory == null) {
                        throw new IllegalStateException("connection " + connection.name() + " names vendor '"
                                + connection.vendor() + "', known are " + byVendor.keySet());
                    }
                    return factory.connect(connection, clients);
                }));
    }

    /** Connectors of their own for one dry run: their clients ask, and write nothing. */
    public VendorConnectors<C> of(DryRun dryRun) {
        return new VendorConnectors<>(connections, factories, clients.of(dryRun));
    }

    public Optional<C> find(String connection) {
        return Optional.ofNullable(byConnection.get(connection));
    }

    public Map<String, C> all() {
        return byConnection;
    }

    /** Makes connectors to one vendor. */
    public interface Factory<C> {

        /** The name that a connection's {@code vendor} setting carries. */
        String vendor();

        /**
         * @param clients the only way for the connector to its vendor
         * @throws IllegalStateException if the connection lacks a setting or credential
         */
        C connect(Connection connection, VendorClients clients);
    }
}
