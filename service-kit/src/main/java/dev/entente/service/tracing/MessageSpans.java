package dev.entente.service.tracing;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CloudEventHeaders;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * Spans about messages, by OpenTelemetry's messaging conventions: {@code send {topic}} and {@code process {topic}}. The
 * process span takes the sender's context as parent, so that one deal is one readable waterfall.
 */
@ApplicationScoped
public class MessageSpans {

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
    private static final AttributeKey<String> CONVERSATION =
            AttributeKey.stringKey("messaging.message.conversation_id");
    private static final AttributeKey<String> EVENT_TYPE = AttributeKey.stringKey("cloudevents.event_type");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private final Tracer tracer;

    MessageSpans(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("dev.entente");
    }

    /** The work that a received message causes. Child of the sender's span, or a root when the record has no trace. */
    public Span process(String topic, Attributes message) {
        return messaging(topic, message, "process", SpanKind.CONSUMER, parentOf(message));
    }

    /** The sending of a message. Child of the span that decided to send it. */
    public Span send(String topic, Attributes message) {
        return messaging(topic, message, "send", SpanKind.PRODUCER, parentOf(message));
    }

    /** Work of our own within a flow, for example a timer that fired; links to where the flow was left. */
    public Span resume(String name, Attributes flow, String reason) {
        var builder = tracer.spanBuilder(name)
                .setSpanKind(SpanKind.INTERNAL)
                .setParent(Correlation.of(flow).in(Context.root()))
                .setAttribute("workflow.resume.reason", reason);
        var left = Span.fromContext(remote(flow)).getSpanContext();
        if (left.isValid()) {
            builder.addLink(left);
        }
        return builder.startSpan();
    }

    /** The context for work below {@code span}, carrying the flow's correlation. */
    public static Context within(Span span, Attributes message) {
        return Correlation.of(message).in(Context.root()).with(span);
    }

    /** The same message with {@code span} as the trace context its reader will see. */
    public static Attributes traced(Attributes message, Span span) {
        var carrier = new HashMap<String, String>();
        W3CTraceContextPropagator.getInstance().inject(Context.root().with(span), carrier, (map, name, value) -> {
            if (map != null) {
                map.put(name, value);
            }
        });
        return message.withTrace(carrier.get(CloudEventHeaders.TRACEPARENT), carrier.get(CloudEventHeaders.TRACESTATE));
    }

    /** Marks a span as failed with a class of failure of low cardinality. */
    public static void failed(Span span, String errorType, String description) {
        span.setStatus(StatusCode.ERROR, description);
        span.setAttribute(ERROR_TYPE, errorType);
    }

    private Span messaging(String topic, Attributes message, String operation, SpanKind kind, Context parent) {
        SpanBuilder builder = tracer.spanBuilder(operation + " " + topic)
                .setSpanKind(kind)
                .setParent(parent)
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(DESTINATION, topic)
                .setAttribute(OPERATION_NAME, operation)
                .setAttribute(OPERATION_TYPE, operation)
                .setAttribute(MESSAGE_ID, message.id())
                .setAttribute(CONVERSATION, message.correlationId())
                .setAttribute(EVENT_TYPE, message.type());
        return builder.startSpan();
    }

    private static Context parentOf(Attributes message) {
        return Correlation.of(message).in(remote(message));
    }

    private static Context remote(Attributes message) {
        var carrier = new HashMap<String, String>();
        if (message.traceparent() != null) {
            carrier.put(CloudEventHeaders.TRACEPARENT, message.traceparent());
        }
        if (message.tracestate() != null) {
            carrier.put(CloudEventHeaders.TRACESTATE, message.tracestate());
        }
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), carrier, MapGetter.INSTANCE);
    }

    private enum MapGetter implements TextMapGetter<Map<String, String>> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    }
}
