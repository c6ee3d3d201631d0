package dev.entente.contracts.message;

import dev.entente.contracts.model.Require;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * The context of a record on Kafka: CloudEvents 1.0 attributes and our extensions.
 *
 * @param id the same for the same cause, so that a repetition can be recognised
 * @param source which service and connection speaks, a URI reference
 * @param type from the {@link MessageCatalogue}, or {@link #RAW} for vendors' bytes
 * @param subject the business object, for example {@code opportunity/emea/1001}; the Kafka key
 * @param time when it happened
 * @param correlationId the same on everything that happens because of one business object
 * @param causationId the id of the message that caused this one
 * @param connection the connected system that it came from or is meant for
 * @param region where the data may be kept, from the connection's configuration
 * @param hops how many messages led here, 0 for the first; more than {@link #MOST_HOPS} means that something circles
 * @param intent of a command: which effect is meant, the same for every attempt, see {@link Intent}; of its answer: the same
 * @param traceparent W3C trace context of the sender
 */
public record Attributes(
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        String correlationId,
        @Nullable String causationId,
        String connection,
        String region,
        int hops,
        @Nullable String intent,
        @Nullable String traceparent,
        @Nullable String tracestate) {

    /** The type of what a vendor sent, byte for byte. */
    public static final String RAW = "dev.entente.inbound.v1";

    /** A deal's whole way takes about twenty. */
    public static final int MOST_HOPS = 64;

    /** What RFC 3339 can write, and PostgreSQL can keep. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    public Attributes {
        Require.text(id, 255, "id");
        Require.text(source, 255, "source");
        Require.text(type, 128, "type");
        Require.text(subject, 512, "subject");
        Require.present(time, "time");
        Require.that(isOfRfc3339(time), "time is not between the years 1 and 9999");
        Require.text(correlationId, 64, "correlationid");
        Require.text(connection, 64, "connection");
        Require.text(region, 64, "region");
        Require.that(hops >= 0, "hops is negative");
    }

    /** A first message, without a cause among our own. */
    public static Attributes first(
            String id, String source, String type, String subject, Instant time, String correlationId, Origin origin) {
        return new Attributes(
                id,
                source,
                type,
                subject,
                time,
                correlationId,
                null,
                origin.connection(),
                origin.region(),
                0,
                null,
                null,
                null);
    }

    /** The context of a message that this one caused: same subject and correlation, one hop further. */
    public Attributes cause(String newId, String newSource, String newType, Instant now, Origin target) {
        return caused(newId, newSource, newType, now, target, null);
    }

    /** The context of the answer to this command: it names the intent, so that whoever asked knows what for. */
    public Attributes answer(String newId, String newSource, String newType, Instant now) {
        return caused(newId, newSource, newType, now, origin(), intent);
    }

    private Attributes caused(
            String newId, String newSource, String newType, Instant now, Origin target, @Nullable String newIntent) {
        return new Attributes(
                newId,
                newSource,
                newType,
                subject,
                now,
                correlationId,
                id,
                target.connection(),
                target.region(),
                hops + 1,
                newIntent,
                null,
                null);
    }

    private static boolean isOfRfc3339(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(END);
    }

    public Attributes withTrace(@Nullable String newTraceparent, @Nullable String newTracestate) {
        return new Attributes(
                id,
                source,
                type,
                subject,
                time,
                correlationId,
                causationId,
                connection,
                region,
                hops,
                intent,
                newTraceparent,
                newTracestate);
    }

    /** The connection and region a message belongs to. */
    public Origin origin() {
        return new Origin(connection, region);
    }

    /** A connected system and where its data may be kept. */
    public record Origin(String connection, String region) {}
}
