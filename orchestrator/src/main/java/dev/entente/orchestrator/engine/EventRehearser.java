package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.SystemKind;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.rehearsal.Rehearsal;
import dev.entente.service.rehearsal.Rehearser;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Runs the workflows on an event without keeping what they come to. */
@ApplicationScoped
class EventRehearser implements Rehearser {

    private final Engine engine;
    private final EventsConsumer events;

    EventRehearser(Engine engine, EventsConsumer events) {
        this.engine = engine;
        this.events = events;
    }

    @Override
    public boolean isFor(String topic) {
        return Arrays.stream(SystemKind.values())
                .anyMatch(system -> system.eventsTopic().equals(topic));
    }

    @Override
    public Uni<Rehearsal> rehearse(Attributes attributes, byte[] payload) throws UnreadableMessage {
        return engine.foresee(List.of(events.work("rehearsal", attributes, payload)))
                .map(EventRehearser::rehearsal);
    }

    private static Rehearsal rehearsal(Foresight foresight) {
        return switch (foresight.applied().getFirst()) {
            case Applied.Duplicate ignored -> Rehearsal.of(Rehearsal.Outcome.NO_EFFECT, "it was dealt with already");
            case Applied.NoInstance ignored -> Rehearsal.of(Rehearsal.Outcome.NO_EFFECT, "no workflow has use for it");
            case Applied.Unreadable unreadable -> Rehearsal.of(Rehearsal.Outcome.FAILS, unreadable.reason());
            case Applied.Failed failed -> Rehearsal.of(Rehearsal.Outcome.FAILS, failed.reason());
            case Applied.Done done -> rehearsal(done.outcome(), foresight);
        };
    }

    private static Rehearsal rehearsal(Outcome outcome, Foresight foresight) {
        return new Rehearsal(
                switch (outcome) {
                    case Outcome.Changed ignored -> Rehearsal.Outcome.ACTS;
                    case Outcome.Ignored ignored -> Rehearsal.Outcome.NO_EFFECT;
                    case Outcome.Refused ignored -> Rehearsal.Outcome.REFUSED;
                },
                outcome.note(),
                List.of(),
                foresight.changes().stream()
                        .flatMap(instance -> instance.changes().stream())
                        .toList(),
                foresight.commands().stream().map(EventRehearser::message).toList(),
                Rehearsal.Quota.NONE);
    }

    private static Rehearsal.Message message(OutgoingRecord command) {
        try {
            return new Rehearsal.Message(
                    command.attributes().type(),
                    command.attributes().subject(),
                    ContractJson.mapper().readTree(command.payload()));
        } catch (IOException impossible) {
            throw new IllegalStateException("what was just written is JSON", impossible);
        }
    }
}
