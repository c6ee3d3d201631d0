package dev.entente.sandbox.traces;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/** The newest spans, in memory. */
final class Spans {

    private final int capacity;
    private final Deque<ObjectNode> kept = new ArrayDeque<>();

    Spans(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(ExportTraceServiceRequest request) {
        for (var resource : request.getResourceSpansList()) {
            var service = service(resource);
            resource.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> keep(json(service, span))));
        }
    }

    synchronized List<ObjectNode> find(Predicate<ObjectNode> condition) {
        return kept.stream().filter(condition).toList();
    }

    /** The latest first. */
    synchronized List<Flow> flows(int most) {
        var flows = new HashMap<String, Flow>();
        for (var span : kept) {
            var id = span.path("attributes").path("correlation.id").asText();
            if (!id.isEmpty()) {
                var start = span.path("startNanos").asLong();
                flows.put(
                        id,
                        flows.getOrDefault(id, new Flow(id, start, 0, 0))
                                .with(start, span.path("status").asText().equals("ERROR")));
            }
        }
        return flows.values().stream()
                .sorted(Comparator.comparingLong(Flow::startNanos).reversed())
                .limit(most)
                .toList();
    }

    synchronized int size() {
        return kept.size();
    }

    private void keep(ObjectNode span) {
        if (kept.size() == capacity) {
            kept.removeFirst();
        }
        kept.addLast(span);
    }

    private static String service(ResourceSpans resource) {
        return resource.getResource().getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("service.name"))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElse("unknown");
    }

    private static ObjectNode json(String service, Span span) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("service", service)
                .put("traceId", hex(span.getTraceId()))
                .put("spanId", hex(span.getSpanId()))
                .put("parentSpanId", hex(span.getParentSpanId()))
                .put("name", span.getName())
                .put("kind", span.getKind().name().replace("SPAN_KIND_", ""))
                .put("startNanos", span.getStartTimeUnixNano())
                .put("endNanos", span.getEndTimeUnixNano())
                .put("status", span.getStatus().getCode().name().replace("STATUS_CODE_", ""))
                .put("statusMessage", span.getStatus().getMessage());
        var attributes = json.putObject("attributes");
        span.getAttributesList().forEach(attribute -> attributes.put(attribute.getKey(), text(attribute.getValue())));
        ArrayNode links = json.putArray("links");
        span.getLinksList()
                .forEach(link ->
                        links.addObject().put("traceId", hex(link.getTraceId())).put("spanId", hex(link.getSpanId())));
        return json;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            default -> value.toString();
        };
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
