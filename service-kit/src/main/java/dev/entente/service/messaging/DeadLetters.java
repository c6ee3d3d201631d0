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
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;

/**
 * Where records go that nobody can read, with their bytes and headers as they came and the reason beside them, so that
 * their neighbours go on: into the service's database, where people decide about them, and to the system's topic of dead
 * letters, for whoever else wants to know. Headers added there: {@code dlq-topic}, {@code dlq-partition}, {@code
 * dlq-offset}, {@code dlq-reason}, {@code dlq-time}.
 */
@ApplicationScoped
public class DeadLetters {

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
        add(headers, "dlq-topic", record.topic());
        add(headers, "dlq-partition", Integer.toString(record.partition()));
        add(headers, "dlq-offset", Long.toString(record.offset()));
        add(headers, "dlq-reason", reason);
        add(headers, "dlq-time", clock.instant().toString());
        return store.add(record, correlationOf(record), cause, reason)
                .invoke(() -> supersession.expect(record))
                .chain(() -> emitter.sendMessage(
                        KafkaRecords.message(system.deadLettersTopic(), record.key(), headers, record.value())))
                .invoke(() -> told(record, cause, reason));
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
        return header == null || header.value() == null
                ? "unknown"
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void add(RecordHeaders headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
