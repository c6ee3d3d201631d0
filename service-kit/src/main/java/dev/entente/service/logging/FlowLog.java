package dev.entente.service.logging;

import dev.entente.contracts.message.Attributes;
import org.jboss.logging.Logger;

import java.util.StringJoiner;

/**
 * Says what happened to one business flow, in the form {@code event key=value ...}. The first key is always {@code
 * correlation.id}, so that one search finds every line of a flow. Keys come from {@link Key}; values are never payloads.
 */
public final class FlowLog {

    private static final String CATEGORY = "dev.entente.flow";

    private final Logger logger = Logger.getLogger(CATEGORY);

    /** The dictionary of fields. */
    public enum Key {
        MESSAGE_ID("message.id"),
        MESSAGE_TYPE("message.type"),
        SUBJECT("subject"),
        CONNECTION("connection"),
        STATE("state"),
        FAILURE_CLASS("failure.class"),
        REASON("reason"),
        TOPIC("topic"),
        PARTITION("partition"),
        OFFSET("offset"),
        OUTCOME("outcome");

        private final String word;

        Key(String word) {
            this.word = word;
        }
    }

    /** One field. */
    public record Field(Key key, Object value) {}

    public static Field field(Key key, Object value) {
        return new Field(key, value);
    }

    public void info(String event, String correlationId, Field... fields) {
        logger.info(line(event, correlationId, fields));
    }

    /** What is also stored, or of use to developers only. Costs nothing while the level is off. */
    public void debug(String event, String correlationId, Field... fields) {
        if (logger.isDebugEnabled()) {
            logger.debug(line(event, correlationId, fields));
        }
    }

    public void warn(String event, String correlationId, Field... fields) {
        logger.warn(line(event, correlationId, fields));
    }

    public void error(String event, String correlationId, Throwable cause, Field... fields) {
        logger.error(line(event, correlationId, fields), cause);
    }

    /** A message was dealt with; at debug level because every hop of every flow says so. */
    public void processed(Attributes attributes, String topic, String outcome) {
        if (logger.isDebugEnabled()) {
            logger.debug(line(
                    "message.processed",
                    attributes.correlationId(),
                    field(Key.TOPIC, topic),
                    field(Key.MESSAGE_TYPE, attributes.type()),
                    field(Key.SUBJECT, attributes.subject()),
                    field(Key.OUTCOME, outcome)));
        }
    }

    private static String line(String event, String correlationId, Field... fields) {
        var line = new StringJoiner(" ").add(event).add("correlation.id=" + correlationId);
        for (var field : fields) {
            line.add(field.key().word + "=" + quoted(String.valueOf(field.value())));
        }
        return line.toString();
    }

    /** Control characters would let a value forge a line of its own. */
    private static String quoted(String value) {
        var inert = value.replaceAll("\\p{Cntrl}", " ").replace('"', '\'');
        return inert.indexOf(' ') < 0 ? inert : '"' + inert + '"';
    }
}
