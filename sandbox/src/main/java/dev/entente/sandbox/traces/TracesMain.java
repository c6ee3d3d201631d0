package dev.entente.sandbox.traces;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.entente.sandbox.vendor.ServerArguments;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * Receives OTLP over HTTP ({@code POST /v1/traces}, protobuf) and answers {@code GET /api/spans?correlation=…} and {@code
 * GET /api/spans?trace=…}; {@code /?correlation=…} is the same as a page. Arguments: {@code port= [keep=200000]}.
 */
public final class TracesMain {

    private final Spans spans;

    private TracesMain(int capacity) {
        this.spans = new Spans(capacity);
    }

    public static void main(String[] arguments) throws IOException {
        var settings = ServerArguments.parse(arguments);
        var receiver = new TracesMain(settings.number("keep", 200_000));
        var http = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.number("port")), 128);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/v1/traces", receiver::receive);
        http.createContext("/api/spans", receiver::query);
        http.createContext("/", receiver::page);
        http.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            spans.add(ExportTraceServiceRequest.parseFrom(body(exchange)));
            write(
                    exchange,
                    "application/x-protobuf",
                    ExportTraceServiceResponse.getDefaultInstance().toByteArray());
        }
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        var encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        return "gzip".equals(encoding) ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
    }

    private void query(HttpExchange exchange) throws IOException {
        try (exchange) {
            var list = JsonNodeFactory.instance.arrayNode();
            found(exchange).forEach(list::add);
            write(exchange, "application/json", list.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        try (exchange) {
            var found = found(exchange);
            var page = found.isEmpty()
                    ? TracePage.overview(spans.flows(50), spans.size())
                    : TracePage.waterfall(Waterfall.of(found));
            write(exchange, "text/html;charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The spans of a flow or a trace; of a flow also the other spans of its traces. */
    private List<ObjectNode> found(HttpExchange exchange) {
        var query = exchange.getRequestURI().getQuery();
        if (query == null) {
            return List.of();
        }
        var value = query.substring(query.indexOf('=') + 1);
        return query.startsWith("trace=")
                ? spans.find(span -> span.path("traceId").asText().equals(value))
                : spans.find(span ->
                        span.path("attributes").path("correlation.id").asText().equals(value));
    }

    private static void write(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
