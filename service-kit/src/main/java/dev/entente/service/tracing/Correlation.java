package dev.entente.service.tracing;

import dev.entente.contracts.message.Attributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.jspecify.annotations.Nullable;

/**
 * Which business flow the current work belongs to. Travels in the OpenTelemetry context, so that every span started
 * below it can carry it, whichever library starts the span.
 *
 * @param correlationId the same on everything that happens because of one business object
 * @param subject the business object, for example {@code opportunity/emea/1001}
 */
public record Correlation(String correlationId, String subject) {

    /** Span attribute; the same value is {@code messaging.message.conversation_id} on messaging spans. */
    public static final AttributeKey<String> CORRELATION_ID = AttributeKey.stringKey("correlation.id");

    public static final AttributeKey<String> SUBJECT = AttributeKey.stringKey("business.key");

    private static final ContextKey<Correlation> KEY = ContextKey.named("dev.entente.correlation");

    public static Correlation of(Attributes attributes) {
        return new Correlation(attributes.correlationId(), attributes.subject());
    }

    public Context in(Context context) {
        return context.with(KEY, this);
    }

    public static @Nullable Correlation from(Context context) {
        return context.get(KEY);
    }
}
