package dev.entente.adapter.http;

import dev.entente.adapter.connection.Connection;
import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes the client of a connection. All clients of one connection share its TCP connections. */
@Singleton
public final class VendorClients {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<String, HttpClient> shared;
    private final @Nullable DryRun dryRun;
    private final Map<String, List<VendorClient>> measured = new ConcurrentHashMap<>();

    @Inject
    public VendorClients(Vertx vertx, Clock clock, MeterRegistry metrics) {
        this(vertx, clock, metrics, new ConcurrentHashMap<>(), null);
    }

    private VendorClients(
            Vertx vertx, Clock clock, MeterRegistry metrics, Map<String, HttpClient> shared, @Nullable DryRun dryRun) {
        this.vertx = vertx;
        this.clock = clock;
        this.metrics = metrics;
        this.shared = shared;
        this.dryRun = dryRun;
    }

    /** Whether what its clients would write is kept instead of being made. */
    public boolean isDryRun() {
        return dryRun != null;
    }

    /** Where clients measure. */
    public MeterRegistry metrics() {
        return metrics;
    }

    /** Makes clients that take part in a dry run. */
    VendorClients of(DryRun run) {
        return new VendorClients(vertx, clock, metrics, shared, run);
    }

    public VendorClient client(Connection connection, ErrorTable errors, Authorizer authorizer) {
        return client(connection, errors, authorizer, dryRun);
    }

    private VendorClient client(Connection connection, ErrorTable errors, Authorizer authorizer, @Nullable DryRun run) {
        var client = new VendorClient(connection, http(connection), errors, authorizer, clock, metrics, run);
        if (dryRun == null) {
            measured.computeIfAbsent(connection.name(), this::measure).add(client);
        }
        return client;
    }

    /** A connection has several clients, one for asking for tokens among them: the worst of them counts. */
    private List<VendorClient> measure(String connection) {
        var clients = new CopyOnWriteArrayList<VendorClient>();
        Metric.VENDOR_CIRCUIT_OPEN.gauge(
                metrics, () -> clients.stream().anyMatch(VendorClient::isCircuitOpen) ? 1 : 0, connection);
        Metric.VENDOR_QUOTA_WAIT_SECONDS.gauge(
                metrics,
                () -> clients.stream()
                        .mapToLong(client -> client.quotaWait().toSeconds())
                        .max()
                        .orElse(0),
                connection);
        Metric.VENDOR_QUOTA_LEFT.gauge(
                metrics,
                () -> clients.stream()
                        .flatMapToLong(client -> client.quotaLeft().stream())
                        .asDoubleStream()
                        .min()
                        .orElse(Double.NaN),
                connection);
        return clients;
    }

    /** For requests that carry their own credentials, such as asking for a token; made in a dry run too. */
    public VendorClient anonymous(Connection connection, ErrorTable errors) {
        return client(connection, errors, Authorizer.constant(() -> ""), null);
    }

    public Clock clock() {
        return clock;
    }

    private HttpClient http(Connection connection) {
        return shared.computeIfAbsent(
                connection.name(),
                ignored -> vertx.createHttpClient(new HttpClientOptions()
                        .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                        .setMaxPoolSize(connection.concurrency())
                        .setKeepAliveTimeout(30)
                        .setDecompressionSupported(false)));
    }
}
