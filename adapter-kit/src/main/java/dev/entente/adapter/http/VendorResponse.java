package dev.entente.adapter.http;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.entente.contracts.failure.Failure;
import io.vertx.core.MultiMap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a vendor answered. Untrusted: bounded in size, and read defensively.
 *
 * @param headers case-insensitive
 * @param written whether it answers a write
 */
@SuppressWarnings("ArrayRecordComponent") // a body in transit, never compared
public record VendorResponse(int status, MultiMap headers, byte[] body, boolean written) {

    private static final ObjectMapper MAPPER = mapper();

    /** Of a write, which is the one that can leave a doubt. */
    public VendorResponse(int status, MultiMap headers, byte[] body) {
        this(status, headers, body, true);
    }

    /** An answer that no vendor gave. */
    static VendorResponse of(JsonNode body) {
        return new VendorResponse(
                200,
                MultiMap.caseInsensitiveMultiMap(),
                body.isMissingNode() ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8));
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** A header that is a whole number from 0; empty when it is absent or anything else. */
    public OptionalLong number(String header) {
        return header(header)
                .filter(value -> value.matches("\\d{1,18}"))
                .map(value -> OptionalLong.of(Long.parseLong(value)))
                .orElse(OptionalLong.empty());
    }

    /**
     * The body as JSON with exact decimals; a missing node when the body is empty.
     *
     * @throws VendorFailure if it is not JSON: whatever answered, it was not the API; of a write the outcome is unknown
     */
    public JsonNode json() {
        try {
            return MAPPER.readTree(body);
        } catch (IOException malformed) {
            var failure = new Failure.Transient("the vendor's answer is not JSON");
            throw written ? VendorFailure.unknown(failure) : VendorFailure.refused(failure);
        }
    }

    /** As {@link #json()}, but a body that is not JSON counts as absent: for reading what an error says. */
    public JsonNode jsonIfAny() {
        try {
            return json();
        } catch (VendorFailure notJson) {
            return MAPPER.missingNode();
        }
    }

    /** When the vendor answered, by its own clock; empty when it does not say so. */
    public Optional<Instant> date() {
        return header("Date").flatMap(VendorResponse::httpDate);
    }

    /**
     * {@code Retry-After} in either of its forms, seconds or a date; empty when absent or malformed.
     *
     * @param clock for a date of a vendor that does not say when it answered
     */
    public Optional<Duration> retryAfter(Clock clock) {
        return header("Retry-After")
                .flatMap(value -> value.matches("\\d{1,9}")
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                        : httpDate(value).map(until -> Duration.between(date().orElseGet(clock::instant), until)));
    }

    private static Optional<Instant> httpDate(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }

    private static ObjectMapper mapper() {
        var mapper = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(64)
                        .maxNumberLength(64)
                        .build());
        return mapper;
    }
}
