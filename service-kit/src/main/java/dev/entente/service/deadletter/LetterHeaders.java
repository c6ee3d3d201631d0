package dev.entente.service.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.contracts.message.ContractJson;
import dev.entente.service.deadletter.DeadLetter.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A record's headers, and the two forms in which they are kept. */
record LetterHeaders(List<Header> headers) {

    static LetterHeaders of(Headers headers) {
        var all = new ArrayList<Header>();
        headers.forEach(header -> all.add(new Header(header.key(), header.value())));
        return new LetterHeaders(all);
    }

    /** A JSON array of name and value, the value in Base64 or null. */
    String all() {
        var list = ContractJson.mapper().createArrayNode();
        headers.forEach(header -> list.addArray().add(header.name()).add(header.value()));
        return list.toString();
    }

    /** The form that earlier versions read: a JSON object from name to value, without those that have none. */
    String lastOfEach() {
        var last = new TreeMap<String, String>();
        for (var header : headers) {
            if (header.value() != null) {
                last.put(
                        header.name().replace('\0', '\uFFFD'),
                        Base64.getEncoder().encodeToString(header.value()));
            }
        }
        try {
            return ContractJson.mapper().writeValueAsString(last);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of texts can be written", impossible);
        }
    }

    /** @param all absent for letters of earlier versions, which have {@code lastOfEach} alone */
    static LetterHeaders read(@Nullable String all, String lastOfEach) {
        var headers = new ArrayList<Header>();
        try {
            if (all == null) {
                ContractJson.keptMapper()
                        .readValue(lastOfEach, new TypeReference<Map<String, String>>() {})
                        .forEach((name, value) ->
                                headers.add(new Header(name, Base64.getDecoder().decode(value))));
            } else {
                for (var header : ContractJson.keptMapper().readTree(all)) {
                    headers.add(new Header(header.path(0).asText(), bytes(header.path(1))));
                }
            }
            return new LetterHeaders(headers);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException("a dead letter's headers are unreadable", corrupt);
        }
    }

    private static byte @Nullable [] bytes(JsonNode value) {
        try {
            return value.isNull() ? null : value.binaryValue();
        } catch (IOException corrupt) {
            throw new IllegalStateException("a dead letter's header is unreadable", corrupt);
        }
    }
}
