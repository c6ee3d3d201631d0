package dev.entente.service.deadletter;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.service.deadletter.DeadLetter.Header;
import dev.entente.service.rehearsal.Rehearsal;
import dev.entente.service.rehearsal.Rehearsal.Outcome;
import dev.entente.service.rehearsal.Rehearser;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;

/** Says what a dead letter would do if it were replayed now, as it came or edited. */
@ApplicationScoped
class Rehearsals {

    private final List<Rehearser> rehearsers;

    Rehearsals(@All List<Rehearser> rehearsers) {
        this.rehearsers = rehearsers;
    }

    Uni<Rehearsal> rehearse(DeadLetter letter, Edit edit) {
        if (letter.summary().status() != DeadLetter.Status.WAITING) {
            return Uni.createFrom()
                    .item(Rehearsal.of(Outcome.NO_EFFECT, "it is not waiting: it would not be replayed"));
        }
        var rehearser = rehearsers.stream()
                .filter(candidate -> candidate.isFor(letter.summary().topic()))
                .findFirst()
                .orElse(null);
        if (rehearser == null) {
            return fails("nobody here reads " + letter.summary().topic());
        }
        var payload = edit.payloadOf(letter);
        if (payload == null) {
            return fails("it has no payload");
        }
        try {
            return rehearser
                    .rehearse(attributes(edit.headersOf(letter)), payload)
                    .onFailure(UnreadableMessage.class)
                    .recoverWithUni(unreadable -> fails(((UnreadableMessage) unreadable).reason()));
        } catch (UnreadableMessage unreadable) {
            return fails(unreadable.reason());
        }
    }

    private static Attributes attributes(List<Header> headers) throws UnreadableMessage {
        var texts = new HashMap<String, String>();
        for (var header : headers) {
            if (header.value() != null) {
                texts.put(header.name(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return CloudEventHeaders.read(texts);
    }

    private static Uni<Rehearsal> fails(String reason) {
        return Uni.createFrom().item(Rehearsal.of(Outcome.FAILS, reason));
    }
}
