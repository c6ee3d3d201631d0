package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Replacing;
import dev.entente.contracts.message.SystemKind;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.service.deadletter.Supersession;
import dev.entente.service.messaging.DeadLetters;
import dev.entente.service.messaging.KafkaRecords;
import dev.entente.service.reactive.EventLoop;
import dev.entente.service.tracing.MessageSpans;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Takes events in batches from all systems. What cannot be read becomes a dead letter; the rest of the batch goes on. */
@ApplicationScoped
class EventsConsumer {

    private final Engine engine;
    private final DeadLetters deadLetters;
    private final Supersession supersession;
    private final MessageSpans spans;

    EventsConsumer(Engine engine, DeadLetters deadLetters, Supersession supersession, MessageSpans spans) {
        this.engine = engine;
        this.deadLetters = deadLetters;
        this.supersession = supersession;
        this.spans = spans;
    }

    /** A record that nobody can read, and why. */
    record Unreadable(ConsumerRecord<String, byte[]> record, DeadLetters.Cause cause, String reason) {}

    /**
     * Records as they were read.
     *
     * @param readable those that are events
     * @param works for the engine, of each readable one in their order
     */
    record Reading(List<ConsumerRecord<String, byte[]>> readable, List<Work> works, List<Unreadable> unreadable) {

        /** On behalf of a person. */
        Reading by(String who) {
            return new Reading(
                    readable,
                    works.stream()
                            .map(work -> new Work(work.message(), work.workflow(), work.stimulus(), who, work.span()))
                            .toList(),
                    unreadable);
        }
    }

    /** Completes when all of them are dealt with, however long the database is away. */
    Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
        return deal(read(records)).replaceWithVoid();
    }

    Reading read(Iterable<ConsumerRecord<String, byte[]>> records) {
        var reading = new Reading(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (var record : records) {
            try {
                reading.works().add(work(record));
                reading.readable().add(record);
            } catch (UnreadableMessage problem) {
                reading.unreadable().add(new Unreadable(record, DeadLetters.Cause.UNREADABLE, problem.reason()));
            }
        }
        return reading;
    }

    /**
     * Deals with all of them, however long the database is away.
     *
     * @return what became of those that are readable
     */
    Uni<List<Applied>> deal(Reading reading) {
        // Letters first: of one batch, too, what was dealt with after them makes them pointless.
        return setAside(reading.unreadable())
                .chain(() -> engine.process(reading.works()))
                .call(applied -> setAside(failed(reading.readable(), applied)))
                .invoke(applied -> tell(reading, applied));
    }

    /** What changed nothing makes no letter pointless: it may have been passed over because it is older than the letter. */
    private void tell(Reading reading, List<Applied> applied) {
        for (int at = 0; at < applied.size(); at++) {
            if (applied.get(at) instanceof Applied.Done done && done.outcome() instanceof Outcome.Changed) {
                var record = reading.readable().get(at);
                var work = reading.works().get(at);
                supersession.dealtWith(record.topic(), record.key(), work.message(), edition(work));
            }
        }
    }

    private static @Nullable Long edition(Work work) {
        return work.stimulus() instanceof Stimulus.Arrived arrived && arrived.event() instanceof Replacing news
                ? news.edition()
                : null;
    }

    private static List<Unreadable> failed(List<ConsumerRecord<String, byte[]>> records, List<Applied> applied) {
        var failed = new ArrayList<Unreadable>();
        for (int at = 0; at < applied.size(); at++) {
            var record = records.get(at);
            applied.get(at)
                    .problem()
                    .ifPresent(problem -> failed.add(new Unreadable(
                            record, DeadLetters.Cause.DEFECT, "the workflow cannot deal with it: " + problem)));
        }
        return failed;
    }

    private Uni<Void> setAside(List<Unreadable> unreadable) {
        return Multi.createFrom()
                .iterable(unreadable)
                .onItem()
                .transformToUniAndConcatenate(this::setAside)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Work work(ConsumerRecord<String, byte[]> record) throws UnreadableMessage {
        return work(record.topic(), KafkaRecords.attributes(record), record.value());
    }

    /**
     * An event as work for the engine.
     *
     * @param from what its span names as where it comes from
     * @throws UnreadableMessage if it is not an event
     */
    Work work(String from, Attributes attributes, byte @Nullable [] payload) throws UnreadableMessage {
        if (payload == null || !(ContractJson.read(attributes, payload).data() instanceof Event event)) {
            throw new UnreadableMessage(attributes.type() + " is not an event");
        }
        return new Work(
                attributes,
                null,
                new Stimulus.Arrived(event, attributes.causationId(), attributes.intent(), attributes.hops()),
                null,
                spans.process(from, attributes));
    }

    private Uni<Void> setAside(Unreadable unreadable) {
        return EventLoop.persistently(
                () -> deadLetters.add(
                        systemOf(unreadable.record().topic()),
                        unreadable.record(),
                        unreadable.cause(),
                        unreadable.reason()),
                anyFailure -> true);
    }

    private static SystemKind systemOf(String topic) {
        for (var system : SystemKind.values()) {
            if (system.eventsTopic().equals(topic)) {
                return system;
            }
        }
        throw new IllegalArgumentException("no system has the topic " + topic);
    }
}
