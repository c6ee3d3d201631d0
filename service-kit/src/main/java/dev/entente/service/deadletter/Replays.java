package dev.entente.service.deadletter;

import dev.entente.service.logging.FlowLog;
import dev.entente.service.logging.FlowLog.Key;
import dev.entente.service.messaging.KafkaRecords;
import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;

import java.nio.charset.StandardCharsets;

/**
 * Publishes dead letters again, where they came from, or gives them up. One after the other, in the order of their partition, so that
 * the records of one key keep theirs. Replaying twice is safe: whoever dealt with a record before recognises its id.
 */
@ApplicationScoped
public class Replays {

    private final DeadLetterStore store;
    private final MutinyEmitter<byte[]> emitter;
    private final MeterRegistry metrics;
    private final FlowLog log = new FlowLog();

    Replays(DeadLetterStore store, @Channel("dead-letters") MutinyEmitter<byte[]> emitter, MeterRegistry metrics) {
        this.store = store;
        this.emitter = emitter;
        this.metrics = metrics;
    }

    /**
     * What became of a letter.
     *
     * @param outcome {@code replayed}, {@code discarded} or {@code refused}
     */
    public record Decided(String id, String outcome, String note) {}

    public Uni<Decided> replay(DeadLetter letter, Edit edit, String who, String why) {
        var headers = new RecordHeaders();
        edit.headersOf(letter).forEach(header -> headers.add(header.name(), header.value()));
        headers.remove(DeadLetterStore.LETTER);
        headers.add(DeadLetterStore.LETTER, letter.summary().id().getBytes(StandardCharsets.US_ASCII));
        var record =
                KafkaRecords.message(letter.summary().topic(), letter.summary().key(), headers, edit.payloadOf(letter));
        return store.askReplay(letter, who, why, edit)
                .chain(asked -> asked.isEmpty()
                        ? refused(letter)
                        : publish(letter, record, asked.get(), who, why)
                                .map(settled ->
                                        told(letter, "replayed", who, note(why, edit.changesSomething(), settled))));
    }

    /** Published first: after a crash in between it is replayed once more, which is safe; never forgotten. */
    private Uni<Boolean> publish(DeadLetter letter, Message<byte[]> record, long asked, String who, String why) {
        return emitter.sendMessage(record).chain(() -> store.replayed(letter, asked, who, why));
    }

    private static String note(String why, boolean edited, boolean settled) {
        return (edited ? "edited: " : "")
                + why
                + (settled ? "" : "; it has come back, or somebody else decided about it meanwhile");
    }

    public Uni<Decided> discard(DeadLetter letter, String who, String why) {
        return store.discard(letter, who, why)
                .chain(decided ->
                        decided ? Uni.createFrom().item(told(letter, "discarded", who, why)) : refused(letter));
    }

    private static Uni<Decided> refused(DeadLetter letter) {
        return Uni.createFrom()
                .item(new Decided(letter.summary().id(), "refused", "it was decided about already, or came back"));
    }

    private Decided told(DeadLetter letter, String outcome, String who, String why) {
        Metric.DEAD_LETTERS_DECIDED
                .counter(metrics, letter.summary().topic(), outcome)
                .increment();
        log.info(
                "dead-letter." + outcome,
                letter.summary().correlationId(),
                FlowLog.field(Key.TOPIC, letter.summary().topic()),
                FlowLog.field(Key.REASON, why + " (" + who + ")"));
        return new Decided(letter.summary().id(), outcome, why + " (" + who + ")");
    }
}
