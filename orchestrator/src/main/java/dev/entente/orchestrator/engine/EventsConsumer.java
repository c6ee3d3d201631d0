package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Event;
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
    private record Unreadable(ConsumerRecord<String, byte[]> record, DeadLetters.Cause cause, String reason) {}

    /** Completes when all of them are dealt with, however long the database is away. */
    Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
        var works = new ArrayList<Work>(records.count());
        var readable = new ArrayList<ConsumerRecord<String, byte[]>>(records.count());
        var unreadable = new ArrayList<Unreadable>();
        for (var record : records) {
            try {
                works.add(work(record));
                readable.add(record);
            } catch (UnreadableMessage problem) {
                unreadable.add(new Unreadable(record, DeadLetters.Cause.UNREADABLE, problem.reason()));
            }
        }
        // Letters first: of one batch, too, what was dealt with after them makes them pointless.
        return setAside(unreadable)
                .chain(() -> engine.process(works))
                .chain(applied -> setAside(failed(readable, applied)).invoke(() -> tell(readable, works, applied)));
    }

    /** What changed nothing makes no letter pointless: it may have been passed over because it is older than the letter. */
    private void tell(List<ConsumerRecord<String, byte[]>> records, List<Work> works, List<Applied> applied) {
        for (int at = 0; at < applied.size(); at++) {
            if (applied.get(at) instanceof Applied.Done done && done.outcome() instanceof Outcome.Changed) {
                var record = records.get(at);
                supersession.dealtWith(
                        record.topic(), record.key(), works.get(at).message());
            }
        }
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
