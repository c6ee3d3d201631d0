package dev.entente.service.deadletter;

import dev.entente.service.deadletter.DeadLetter.Header;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a person corrects of a dead letter before it is replayed. The letter itself stays as it came.
 *
 * @param headers by name, each instead of all of that name; null takes them away, and what is not named stays as it came
 * @param payload instead of the one that came; absent leaves it as it is
 */
public record Edit(
        Map<String, @Nullable String> headers, @Nullable String payload) {

    /** Replay it as it came. */
    public static final Edit NONE = new Edit(Map.of(), null);

    public Edit {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    static Edit of(@Nullable Map<String, @Nullable String> headers, @Nullable String payload) {
        return new Edit(headers == null ? Map.of() : headers, payload);
    }

    /** Whether anything is published otherwise than it came. */
    boolean changesSomething() {
        return !headers.isEmpty() || payload != null;
    }

    List<Header> headersOf(DeadLetter letter) {
        var edited = new ArrayList<Header>();
        for (var header : letter.headers()) {
            if (!headers.containsKey(header.name())) {
                edited.add(header);
            }
        }
        headers.forEach((name, value) -> {
            if (value != null) {
                edited.add(new Header(name, value.getBytes(StandardCharsets.UTF_8)));
            }
        });
        return edited;
    }

    byte @Nullable [] payloadOf(DeadLetter letter) {
        return payload == null ? letter.payload() : payload.getBytes(StandardCharsets.UTF_8);
    }
}
