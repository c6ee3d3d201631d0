package dev.entente.service.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.enterprise.context.ApplicationScoped;

/** Puts the correlation id on every span as it starts: ids on a root span alone show nothing before the run ends. */
@ApplicationScoped
class CorrelationSpanProcessor implements SpanProcessor {

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        var correlation = Correlation.from(parent);
        if (correlation != null) {
            span.setAttribute(Correlation.CORRELATION_ID, correlation.correlationId());
            span.setAttribute(Correlation.SUBJECT, correlation.subject());
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
