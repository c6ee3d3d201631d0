package dev.entente.sandbox.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.entente.sandbox.vendor.Exchange.BadRequest;
import dev.entente.sandbox.vendor.Faults.Kind;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * An ordinary HTTP server on loopback with routes, faults and a page, which knows nothing of who calls it.
 *
 * <p>Beside the vendor's own paths it serves {@code /} (the records, for people) and {@code /_sandbox/…}: {@code
 * faults} (POST adds, DELETE clears), {@code barrier} (GET counts, DELETE opens), {@code records/{kind}}, {@code effects}, {@code traffic}, {@code settings}.
 */
public abstract class VendorServer {

    private static final int REMEMBERED_TRAFFIC = 4000;
    private static final ObjectMapper JSON = new ObjectMapper();

    protected final Records records;
    protected final Faults faults;

    private final Barrier barrier = new Barrier();
    private final String name;
    private final List<Route> routes = new ArrayList<>();
    private final Deque<JsonNode> traffic = new ArrayDeque<>();
    private final HttpServer http;

    /** Handles a request that a route matched. */
    @FunctionalInterface
    protected interface Handler {
        Answer handle(Exchange exchange) throws BadRequest;
    }

    private record Route(String method, Pattern path, Handler handler) {}

    protected VendorServer(String name, int port, Records records) throws IOException {
        this.name = name;
        this.records = records;
        this.faults = new Faults(port);
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::serve);
        route("POST", "/_sandbox/faults", this::addFaults);
        route("DELETE", "/_sandbox/faults", exchange -> {
            faults.clear();
            return Answer.empty(204);
        });
        route("GET", "/_sandbox/faults", exchange -> Answer.json(200, faults.describe()));
        route(
                "GET",
                "/_sandbox/barrier",
                exchange ->
                        Answer.json(200, JsonNodeFactory.instance.objectNode().put("waiting", barrier.waiting())));
        route("DELETE", "/_sandbox/barrier", exchange -> {
            barrier.release();
            return Answer.empty(204);
        });
        route("GET", "/_sandbox/records/(.+)", exchange -> Answer.json(200, list(exchange.group(0))));
        route("GET", "/_sandbox/traffic", exchange -> Answer.json(200, remembered()));
        route("GET", "/", exchange -> Answer.html(RecordsPage.render(this.name, explanation(), records)));
    }

    /** Starts answering. */
    public void start() {
        http.start();
    }

    public int port() {
        return http.getAddress().getPort();
    }

    protected final void route(String method, String path, Handler handler) {
        routes.add(new Route(method, Pattern.compile(path), handler));
    }

    /** The vendor's own checks before any route: credentials, quota. Null lets the request pass. */
    @org.jspecify.annotations.Nullable
    protected abstract Answer admit(Exchange exchange);

    /** What the vendor adds to every answer, such as the quota that is left. */
    protected Answer completed(Exchange exchange, Answer answer) {
        return answer;
    }

    /** Called when an admitted request is over. */
    protected void left(Exchange exchange) {}

    /** An error in the vendor's own form. */
    protected abstract Answer error(int status, String message);

    /** Something became visible to the account's users; counted so that a test can ask how often. */
    protected final void effect(String what, String key) {
        synchronized (records) {
            var id = "%012d".formatted(records.count("effects") + 1);
            records.put(
                    "effects",
                    id,
                    JsonNodeFactory.instance.objectNode().put("what", what).put("key", key));
        }
    }

    private void serve(HttpExchange wire) throws IOException {
        try (wire) {
            var request = read(wire);
            var answer = answer(request);
            if (answer == null) {
                return; // dropped: the caller sees a connection that ends without an answer
            }
            write(wire, answer);
            if (!request.path().startsWith("/_sandbox") && !request.path().equals("/")) {
                remember(request, answer);
            }
        } catch (IOException gone) {
            // the caller went away: its affair
        }
    }

    @org.jspecify.annotations.Nullable
    private Answer answer(Exchange request) {
        if (request.path().startsWith("/_sandbox") || request.path().equals("/")) {
            return dispatch(request);
        }
        var target = target(request);
        var refusal = faults.strike(target, Kind.STATUS).orElse(null);
        if (refusal != null) {
            var error = error(refusal.status(), "simulated fault");
            var directed = refusal.location().isEmpty() ? error : error.with("Location", refusal.location());
            return refusal.status() == 429 ? directed.with("Retry-After", "1") : directed;
        }
        var silent = faults.strike(target, Kind.TIME_OUT_BEFORE).orElse(null);
        if (silent != null) {
            pause(silent.delay());
            return null;
        }
        faults.strike(target, Kind.HOLD).ifPresent(fault -> pause(fault.delay()));
        faults.strike(target, Kind.STOP_BEFORE).ifPresent(fault -> barrier.stop(fault.delay()));
        var answer = admitted(request);
        faults.strike(target, Kind.STOP_AFTER).ifPresent(fault -> barrier.stop(fault.delay()));
        var mute = faults.strike(target, Kind.TIME_OUT_AFTER).orElse(null);
        if (mute != null) {
            pause(mute.delay());
            return null;
        }
        faults.strike(target, Kind.DELAY).ifPresent(fault -> pause(fault.delay()));
        return answer;
    }

    /** What the page is about, in a sentence or two. */
    protected String explanation() {
        return "A simulated account. What you see is what its API answers.";
    }

    /** What a fault's pattern is held against. */
    protected String target(Exchange exchange) {
        return exchange.method() + " " + exchange.path();
    }

    /** The answer to a request that no route matches; null drops the connection. */
    @org.jspecify.annotations.Nullable
    protected Answer otherwise(Exchange exchange) {
        return error(404, "resource not found");
    }

    @org.jspecify.annotations.Nullable
    private Answer admitted(Exchange request) {
        var refusal = admit(request);
        if (refusal != null) {
            return refusal;
        }
        try {
            var answer = dispatch(request);
            return answer == null ? null : completed(request, answer);
        } finally {
            left(request);
        }
    }

    @org.jspecify.annotations.Nullable
    private Answer dispatch(Exchange request) {
        for (var route : routes) {
            var match = route.path().matcher(request.path());
            if (route.method().equals(request.method()) && match.matches()) {
                var captured = new ArrayList<String>();
                for (int group = 1; group <= match.groupCount(); group++) {
                    captured.add(match.group(group));
                }
                try {
                    return route.handler().handle(request.matched(captured));
                } catch (BadRequest refused) {
                    return error(400, String.valueOf(refused.getMessage()));
                }
            }
        }
        return otherwise(request);
    }

    private Answer addFaults(Exchange exchange) throws BadRequest {
        var body = exchange.json();
        if (body.isArray()) {
            body.forEach(faults::add);
        } else {
            faults.add(body);
        }
        return Answer.empty(204);
    }

    private JsonNode list(String kind) {
        var list = JsonNodeFactory.instance.arrayNode();
        records.all(kind).forEach(list::add);
        return list;
    }

    private void remember(Exchange request, Answer answer) {
        var entry = JsonNodeFactory.instance.objectNode();
        entry.put("method", request.method())
                .put("path", request.path())
                .put("contentType", request.header("content-type"))
                .put("requestBody", request.body())
                .put("status", answer.status())
                .put("responseBody", answer.body());
        var query = entry.putObject("query");
        request.query().forEach(query::put);
        synchronized (traffic) {
            if (traffic.size() == REMEMBERED_TRAFFIC) {
                traffic.removeFirst();
            }
            traffic.addLast(entry);
        }
    }

    private JsonNode remembered() {
        synchronized (traffic) {
            return JSON.createArrayNode().addAll(List.copyOf(traffic));
        }
    }

    private static Exchange read(HttpExchange wire) throws IOException {
        var headers = new HashMap<String, String>();
        wire.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new Exchange(
                wire.getRequestMethod(),
                wire.getRequestURI().getPath(),
                Exchange.parseQuery(wire.getRequestURI().getRawQuery()),
                wire.getRequestURI(),
                headers,
                new String(wire.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                List.of());
    }

    private static void write(HttpExchange wire, Answer answer) throws IOException {
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach(wire.getResponseHeaders()::add);
        wire.getResponseHeaders().add("Content-Type", answer.contentType());
        wire.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            wire.getResponseBody().write(body);
        }
    }

    protected static void pause(Duration pause) {
        LockSupport.parkNanos(pause.toNanos());
    }
}
