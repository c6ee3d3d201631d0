package dev.entente.endtoend.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.entente.endtoend.Program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A real Alertmanager with our routes, and somebody at the end of each of them. */
final class Alertmanager implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Program program;
    private final HttpServer readers;
    private final int port = Program.freePort();
    private final Map<String, Set<String>> delivered = new ConcurrentHashMap<>();

    Alertmanager(Path directory) {
        try {
            readers = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            readers.createContext("/", this::receive);
            readers.start();
            Files.createDirectories(directory);
            var routes = Files.readString(
                    Path.of(System.getProperty("sandbox.home"), "observability/alertmanager/alertmanager.yaml"));
            Files.writeString(
                    directory.resolve("alertmanager.yaml"),
                    routes.replace(
                                    "notifications.invalid",
                                    "127.0.0.1:" + readers.getAddress().getPort())
                            .replaceAll("group_wait: .*", "group_wait: 0s")
                            .replaceAll("group_interval: .*", "group_interval: 1s"));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        program = new Program(
                directory.resolve("alertmanager.log"),
                List.of(
                        "prometheus-alertmanager",
                        "--config.file=" + directory.resolve("alertmanager.yaml"),
                        "--storage.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address="));
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** The alerts that a receiver was told of. */
    Set<String> toldTo(String receiver) {
        return delivered.getOrDefault(receiver, Set.of());
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var receiver = exchange.getRequestURI().getPath().substring(1);
            JsonNode notification = JSON.readTree(exchange.getRequestBody());
            var alerts = delivered.computeIfAbsent(receiver, ignored -> ConcurrentHashMap.newKeySet());
            notification
                    .path("alerts")
                    .forEach(alert ->
                            alerts.add(alert.path("labels").path("alertname").asText()));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void close() {
        program.close();
        readers.stop(0);
    }
}
