package dev.entente.contracts.message;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * How messages are written and read: UTF-8 JSON, exact decimals, ISO 8601 dates; unknown attributes are ignored so that
 * an older reader understands a newer writer.
 */
public final class ContractJson {

    /** Larger payloads travel by claim check. */
    public static final int LARGEST_PAYLOAD_BYTES = 256 * 1024;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(
                    DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .serializationInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
            .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(64)
                        .maxNumberLength(64)
                        .maxStringLength(LARGEST_PAYLOAD_BYTES)
                        .build());
    }

    /** For what was read within the limits, or never needs to be understood, and is kept with more around it. */
    private static final ObjectMapper KEPT = MAPPER.copy();

    static {
        KEPT.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .build());
    }

    private ContractJson() {}

    /** The shared mapper; not to be reconfigured. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Reads what this software has written itself, however long its texts are; not to be reconfigured. */
    public static ObjectMapper keptMapper() {
        return KEPT;
    }

    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("our own records can be written", impossible);
        }
    }

    /** @throws UnreadableMessage saying which attribute is wrong, without quoting the payload */
    public static <T> T read(byte[] json, Class<T> type) throws UnreadableMessage {
        try {
            var value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new UnreadableMessage("the payload is null");
            }
            return value;
        } catch (JsonMappingException mismatch) {
            throw new UnreadableMessage(describe(mismatch));
        } catch (JacksonException malformed) {
            throw new UnreadableMessage("the payload is not JSON");
        } catch (IOException unreadable) {
            throw new UnreadableMessage("the payload cannot be read");
        }
    }

    /** @throws UnreadableMessage if the type is unknown or the payload does not fit it */
    public static Envelope<?> read(Attributes attributes, byte[] json) throws UnreadableMessage {
        var type = MessageCatalogue.recordFor(attributes.type()).orElse(null);
        if (type == null) {
            throw new UnreadableMessage("unknown type " + attributes.type());
        }
        return new Envelope<>(attributes, read(json, type));
    }

    private static String describe(JsonMappingException mismatch) {
        var path = new StringBuilder("$");
        for (var reference : mismatch.getPath()) {
            if (reference.getFieldName() != null) {
                path.append('.').append(reference.getFieldName());
            } else {
                path.append('[').append(reference.getIndex()).append(']');
            }
        }
        var cause = mismatch.getCause();
        var reason = cause instanceof IllegalArgumentException refusal ? refusal.getMessage() : "does not fit";
        return "payload at " + path + ": " + reason;
    }
}
