package dev.entente.adapter.http;

import dev.entente.adapter.connection.Connection;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Clock;

/** Makes the client of a connection. */
@ApplicationScoped
public class VendorClients {

    private final Vertx vertx;
    private final Clock clock;
    private final MeterRegistry metrics;

    VendorClients(Vertx vertx, Clock clock, MeterRegistry metrics) {
        this.vertx = vertx;
        this.clock = clock;
        this.metrics = metrics;
    }

    public VendorClient client(Connection connection, ErrorTable errors, Authorizer authorizer) {
        return new VendorClient(connection, vertx, errors, authorizer, clock, metrics);
    }

    /** For requests that carry their own credentials, such as asking for a token. */
    public VendorClient anonymous(Connection connection, ErrorTable errors) {
        return client(connection, errors, Authorizer.constant(() -> ""));
    }

    public Clock clock() {
        return clock;
    }
}
