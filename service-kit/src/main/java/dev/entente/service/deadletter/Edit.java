package dev.entente.service.deadletter;

import dev.entente.service.deadletter.DeadLetter.Header;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a person corrects of a dead letter before it is replayed. The letter itself stays as it came.
 *
 * @param headers each instead of all of that name; one without a value takes them away, and what is not named stays as it came
 * @param payload instead of the one that came; absent leaves it as it is
 */
public record Edit(List<Header> headers, @Nullable String payload) {

    /** Replay it as it came. */
    public static final Edit NONE = new Edit(List.of(), null);

    public Edit {
        headers = List.copyOf(headers);
    }

    static Edit of(@Nullable Map<String, @Nullable String> headers, @Nullable String payload) {
        var edited = new ArrayList<Header>();
        if (headers != null) {
            new TreeMap<>(headers).forEach((name, value) -> edited.add(new Header(name, bytes(value))));
        }
        return new Edit(edited, payload);
    }

    /** Whether anything is published otherwise than it came. */
    boolean changesSomething() {
        return !headers.isEmpty() || payload != null;
    }

    List<Header> headersOf(DeadLetter letter) {
        var names = headers.stream().map(Header::name).collect(Collectors.toSet());
        return Stream.concat(
                        letter.headers().stream().filter(header -> !names.contains(header.name())),
                        headers.stream().filter(header -> header.value() != null))
                .toList();
    }

    byte @Nullable [] payloadOf(DeadLetter letter) {
        return payload == null ? letter.payload() : bytes(payload);
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
