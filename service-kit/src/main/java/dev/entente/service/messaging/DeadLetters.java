package dev.entente.service.messaging;

import dev.entente.contracts.message.SystemKind;
import dev.entente.service.deadletter.DeadLetterStore;
import dev.entente.service.deadletter.Supersession;
import dev.entente.service.logging.FlowLog;
import dev.entente.service.logging.FlowLog.Key;
import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;

/**
 * Where records go that nobody can read, with their bytes and headers as they came and the reason beside them, so that
 * their neighbours go on: into the service's database, where people decide about them, and to the system's topic of dead
 * letters, for whoever else wants to know. Headers added there: {@code dlq-topic}, {@code dlq-partition}, {@code
 * dlq-offset}, {@code dlq-reason}, {@code dlq-time}; of a record that is too long to stand there, these are all that is published.
 */
@ApplicationScoped
public class DeadLetters {

    private static final String TOPIC = "dlq-topic";
    private static final String PARTITION = "dlq-partition";
    private static final String OFFSET = "dlq-offset";
    private static final String REASON = "dlq-reason";
    private static final String TIME = "dlq-time";
    private static final Set<String> ADDED = Set.of(TOPIC, PARTITION, OFFSET, REASON, TIME);

    private static final int LONGEST_CORRELATION = 64;

    private final DeadLetterStore store;
    private final Supersession supersession;
    private final MutinyEmitter<byte[]> emitter;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final FlowLog log = new FlowLog();

    DeadLetters(
            DeadLetterStore store,
            Supersession supersession,
            @Channel("dead-letters") MutinyEmitter<byte[]> emitter,
            MeterRegistry metrics,
            Clock clock) {
        this.store = store;
        this.supersession = supersession;
        this.emitter = emitter;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Whose fault it is that a record cannot be dealt with. */
    public enum Cause {
        /** The record breaks its schema, or is none. */
        UNREADABLE,
        /** Our handler fails on it. */
        DEFECT
    }

    /** Completes once the dead letter is durable; only then may the record be acknowledged. */
    public Uni<Void> add(SystemKind system, ConsumerRecord<String, byte[]> record, Cause cause, String reason) {
        var headers = new RecordHeaders(record.headers());
        add(headers, TOPIC, record.topic());
        add(headers, PARTITION, Integer.toString(record.partition()));
        add(headers, OFFSET, Long.toString(record.offset()));
        add(headers, REASON, reason);
        add(headers, TIME, clock.instant().toString());
        return store.add(record, correlationOf(record), cause, reason)
                .invoke(() -> supersession.expect(record))
                .chain(() -> publish(system, record, headers))
                .invoke(() -> told(record, cause, reason))
                .onFailure()
                .invoke(failure -> log.error("record.not-set-aside", correlationOf(record), failure));
    }

    /** With what is added to it, a record may be longer than the broker takes; then whoever wants to know is told where it is. */
    private Uni<Void> publish(SystemKind system, ConsumerRecord<String, byte[]> record, RecordHeaders headers) {
        return emitter.sendMessage(
                        KafkaRecords.message(system.deadLettersTopic(), record.key(), headers, record.value()))
                .onFailure(RecordTooLargeException.class)
                .recoverWithUni(() -> emitter.sendMessage(
                        KafkaRecords.message(system.deadLettersTopic(), null, added(headers), null)));
    }

    private static RecordHeaders added(RecordHeaders headers) {
        var added = new RecordHeaders();
        headers.forEach(header -> {
            if (ADDED.contains(header.key())) {
                added.add(header);
            }
        });
        return added;
    }

    private void told(ConsumerRecord<String, byte[]> record, Cause cause, String reason) {
        log.warn(
                "record.dead-lettered",
                correlationOf(record),
                FlowLog.field(Key.TOPIC, record.topic()),
                FlowLog.field(Key.PARTITION, record.partition()),
                FlowLog.field(Key.OFFSET, record.offset()),
                FlowLog.field(Key.REASON, reason));
        Metric.DEAD_LETTERS
                .counter(metrics, record.topic(), cause.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    private static String correlationOf(ConsumerRecord<String, byte[]> record) {
        var header = record.headers().lastHeader("ce_correlationid");
        if (header == null || header.value() == null) {
            return "unknown";
        }
        var correlation = new String(header.value(), StandardCharsets.UTF_8);
        return correlation.length() > LONGEST_CORRELATION ? correlation.substring(0, LONGEST_CORRELATION) : correlation;
    }

    private static void add(RecordHeaders headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
