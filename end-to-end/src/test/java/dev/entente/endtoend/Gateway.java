package dev.entente.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** What stands before the replicas of a service: sends each request to the one that is in turn, and remembers how it was answered. */
final class Gateway implements AutoCloseable {

    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Integer, Integer> answers = new TreeMap<>();
    private volatile String target;

    /** @param target scheme, host and port of a replica */
    Gateway(int port, String target) {
        this.target = target;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::forward);
        server.start();
    }

    /** For requests from now on; those under way stay where they are. */
    void sendTo(String next) {
        target = next;
    }

    /** How many requests were answered with each status; 0 is no answer. */
    synchronized Map<Integer, Integer> answers() {
        return Map.copyOf(answers);
    }

    private synchronized void count(int status) {
        answers.merge(status, 1, Integer::sum);
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!name.equalsIgnoreCase("Host")
                        && !name.equalsIgnoreCase("Content-Length")
                        && !name.equalsIgnoreCase("Connection")
                        && !name.equalsIgnoreCase("Upgrade")
                        && !name.equalsIgnoreCase("Http2-Settings")) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            count(answer.statusCode());
            exchange.sendResponseHeaders(answer.statusCode(), -1);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (IOException noAnswer) {
            count(0);
            throw noAnswer;
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
