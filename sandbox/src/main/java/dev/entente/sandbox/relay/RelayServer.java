package dev.entente.sandbox.relay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.sandbox.vendor.Answer;
import dev.entente.sandbox.vendor.Exchange;
import dev.entente.sandbox.vendor.Records;
import dev.entente.sandbox.vendor.VendorServer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Passes requests on to a real system and its answers back, with the faults that simulated vendors have: an answer can be
 * lost after the work was done, a status can come instead of it. A fault's pattern sees the method, the path and, of
 * JSON-RPC, the name of the procedure.
 */
final class RelayServer extends VendorServer {

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    private static final Pattern PROCEDURE = Pattern.compile("\"method\"\\s*:\\s*\"([^\"]+)\"");

    private final URI target;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    RelayServer(String name, int port, Records records, URI target) throws IOException {
        super(name, port, records);
        this.target = target;
    }

    @Override
    protected String target(Exchange exchange) {
        var procedure = PROCEDURE.matcher(exchange.body());
        return super.target(exchange) + (procedure.find() ? " " + procedure.group(1) : "");
    }

    @Override
    protected @Nullable Answer admit(Exchange exchange) {
        return null;
    }

    @Override
    protected Answer error(int status, String message) {
        return Answer.json(status, JsonNodeFactory.instance.objectNode().put("message", message));
    }

    @Override
    protected String explanation() {
        return "Passes requests on to the real system at " + target
                + ", and breaks them when told to: POST /_sandbox/faults. " + "What passed is at /_sandbox/traffic.";
    }

    /** Null, which drops the connection, when the system does not answer. */
    @Override
    protected @Nullable Answer otherwise(Exchange exchange) {
        var request = HttpRequest.newBuilder(
                        URI.create(target + exchange.requested().toString()))
                .timeout(Duration.ofSeconds(60))
                .method(
                        exchange.method(),
                        exchange.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(exchange.body(), StandardCharsets.UTF_8));
        exchange.headers().forEach((name, value) -> {
            if (!HOP_BY_HOP.contains(name)) {
                request.header(name, value);
            }
        });
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            var answer = new Answer(
                    response.statusCode(),
                    Map.of(),
                    response.headers().firstValue("content-type").orElse("application/octet-stream"),
                    response.body());
            for (var header : response.headers().map().entrySet()) {
                if (!HOP_BY_HOP.contains(header.getKey()) && !header.getKey().equals("content-type")) {
                    answer = answer.with(header.getKey(), header.getValue().get(0));
                }
            }
            return answer;
        } catch (IOException away) {
            return null;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
