package dev.entente.contracts.message;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * CloudEvents 1.0 on Kafka in binary content mode: attributes in headers with the prefix {@code ce_}, trace context in
 * its own headers as W3C names them, exactly once each.
 */
public final class CloudEventHeaders {

    public static final String TRACEPARENT = "traceparent";
    public static final String TRACESTATE = "tracestate";
    public static final String CONTENT_TYPE = "content-type";
    public static final String JSON = "application/json";

    private static final Pattern TRACEPARENT_FORM = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private CloudEventHeaders() {}

    /** Header name to value, in the order in which they are written. */
    public static Map<String, String> write(Attributes attributes) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", attributes.id());
        headers.put("ce_source", attributes.source());
        headers.put("ce_type", attributes.type());
        headers.put("ce_subject", attributes.subject());
        headers.put("ce_time", attributes.time().toString());
        headers.put("ce_correlationid", attributes.correlationId());
        putIfPresent(headers, "ce_causationid", attributes.causationId());
        headers.put("ce_connection", attributes.connection());
        headers.put("ce_region", attributes.region());
        headers.put("ce_hops", Integer.toString(attributes.hops()));
        putIfPresent(headers, "ce_intent", attributes.intent());
        putIfPresent(headers, TRACEPARENT, attributes.traceparent());
        putIfPresent(headers, TRACESTATE, attributes.tracestate());
        headers.put(CONTENT_TYPE, JSON);
        return headers;
    }

    /**
     * Reads the headers of a record. A trace context that is not well formed is dropped rather than refused: telemetry
     * never stops processing.
     *
     * @throws UnreadableMessage if an attribute is missing or malformed, or the message has come too many hops
     */
    public static Attributes read(Map<String, String> headers) throws UnreadableMessage {
        if (!"1.0".equals(headers.get("ce_specversion"))) {
            throw new UnreadableMessage("not a CloudEvents 1.0 record in binary mode");
        }
        try {
            var attributes = new Attributes(
                    required(headers, "ce_id"),
                    required(headers, "ce_source"),
                    required(headers, "ce_type"),
                    required(headers, "ce_subject"),
                    Instant.parse(required(headers, "ce_time")),
                    required(headers, "ce_correlationid"),
                    headers.get("ce_causationid"),
                    required(headers, "ce_connection"),
                    required(headers, "ce_region"),
                    Integer.parseInt(required(headers, "ce_hops")),
                    headers.get("ce_intent"),
                    wellFormed(headers.get(TRACEPARENT)),
                    headers.get(TRACESTATE));
            if (attributes.hops() > Attributes.MOST_HOPS) {
                throw new UnreadableMessage("the message has come " + attributes.hops() + " hops: something circles");
            }
            return attributes;
        } catch (DateTimeParseException malformed) {
            throw new UnreadableMessage("attribute time is not an RFC 3339 time");
        } catch (NumberFormatException malformed) {
            throw new UnreadableMessage("attribute hops is not a number");
        } catch (IllegalArgumentException malformed) {
            throw new UnreadableMessage("attribute " + malformed.getMessage());
        }
    }

    private static String required(Map<String, String> headers, String name) throws UnreadableMessage {
        var value = headers.get(name);
        if (value == null) {
            throw new UnreadableMessage("attribute " + name.substring("ce_".length()) + " is missing");
        }
        return value;
    }

    private static @Nullable String wellFormed(@Nullable String traceparent) {
        return traceparent != null && TRACEPARENT_FORM.matcher(traceparent).matches() ? traceparent : null;
    }

    private static void putIfPresent(Map<String, String> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }
}
