package dev.entente.bench.engine;

import dev.restate.sdk.Context;
import dev.restate.sdk.HandlerRunner;
import dev.restate.sdk.endpoint.Endpoint;
import dev.restate.sdk.endpoint.definition.HandlerDefinition;
import dev.restate.sdk.endpoint.definition.HandlerType;
import dev.restate.sdk.endpoint.definition.ServiceDefinition;
import dev.restate.sdk.endpoint.definition.ServiceType;
import dev.restate.sdk.http.vertx.RestateHttpServer;
import dev.restate.serde.jackson.JacksonSerdeFactory;
import io.vertx.core.Vertx;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The same three steps in Restate: its server as a process of its own, on the same disk, its handler in this process. The server
 * comes as an npm package; where npm or the package is not to be had, Restate is left out.
 */
final class Restate implements AutoCloseable {

    private static final String PACKAGE = "@restatedev/restate-server@1.7.12";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final Process server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI workflow;

    private Restate(Path executable, Path data) throws IOException, InterruptedException {
        var ingress = freePort();
        var admin = freePort();
        var builder = new ProcessBuilder(
                executable.toString(), "--base-dir", data.toString(), "--node-name", "bench", "--bind-ip", "127.0.0.1");
        builder.environment()
                .putAll(Map.of(
                        "RESTATE_DISABLE_TELEMETRY", "true",
                        "RESTATE_LOG_FILTER", "warn",
                        "RESTATE_BIND_PORT", Integer.toString(freePort()),
                        "RESTATE_INGRESS__BIND_PORT", Integer.toString(ingress),
                        "RESTATE_ADMIN__BIND_PORT", Integer.toString(admin)));
        server = builder.redirectErrorStream(true)
                .redirectOutput(data.resolveSibling("restate.log").toFile())
                .start();
        workflow = URI.create("http://127.0.0.1:" + ingress + "/ThreeSteps/run");
        register(URI.create("http://127.0.0.1:" + admin + "/deployments"));
    }

    /** Empty where its server is not to be had. */
    static Optional<Restate> start(Path directory) throws IOException, InterruptedException {
        var executable = directory.resolve("restate/node_modules/.bin/restate-server");
        if (!Files.isExecutable(executable) && !install(directory.resolve("restate"))) {
            return Optional.empty();
        }
        var data = Files.createTempDirectory(directory, "restate-data");
        return Optional.of(new Restate(executable, data));
    }

    private static boolean install(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        try {
            var npm = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--prefix", ".", PACKAGE)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return npm.waitFor(5, TimeUnit.MINUTES) && npm.exitValue() == 0;
        } catch (IOException noNpm) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void register(URI deployments) throws IOException, InterruptedException {
        var handlers = RestateHttpServer.fromEndpoint(
                vertx, Endpoint.bind(threeSteps()).build());
        handlers.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        var body = "{\"uri\": \"http://127.0.0.1:" + handlers.actualPort() + "\"}";
        var until = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                var answer = post(deployments, body);
                if (answer.statusCode() / 100 == 2) {
                    return;
                }
                if (Instant.now().isAfter(until)) {
                    throw new IllegalStateException("Restate says: " + answer.body());
                }
            } catch (IOException notYet) {
                if (Instant.now().isAfter(until)) {
                    throw notYet;
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    /** Three steps that return at once. */
    private static ServiceDefinition threeSteps() {
        var json = new JacksonSerdeFactory();
        var number = json.create(Long.class);
        var runner = HandlerRunner.of(Restate::run, json, HandlerRunner.Options.DEFAULT);
        return ServiceDefinition.of(
                "ThreeSteps",
                ServiceType.SERVICE,
                List.of(HandlerDefinition.of("run", HandlerType.SHARED, number, number, runner)));
    }

    private static Long run(Context context, Long number) {
        var one = context.run("one", Long.class, () -> number + 1);
        var two = context.run("two", Long.class, () -> one + 1);
        return context.run("three", Long.class, () -> two + 1);
    }

    void threeSteps(long number) {
        try {
            var answer = post(workflow, Long.toString(number));
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("Restate says " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<String> post(URI uri, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        server.descendants().forEach(ProcessHandle::destroy);
        server.destroy();
        try {
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
