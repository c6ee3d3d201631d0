package dev.entente.adapter.records;

import dev.entente.service.messaging.OffsetCommits;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * One thread that takes records of one topic. Each key's records are dealt with in order, several keys at a time: a slow one
 * holds up its successors of the same key, and others only when as many are slow as are dealt with at a time, or as many have come as are
 * kept in memory. Offsets are
 * committed up to the first record that is not through; what is delivered again after a crash is for its reader to recognise.
 *
 * <p>Whatever the broker does, silence and refusals included, the thread goes on when the broker is back.
 */
final class RecordsPoller implements Runnable, ConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(RecordsPoller.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);
    private static final long GRACE_MILLIS = 5_000;
    private static final long REVOCATION_PATIENCE_MILLIS = 2_000;

    /** So many records, of 256 KB at the most, are kept in memory; the others stay with the broker. */
    private static final int MOST_HELD = 200;

    private final Consumer<String, byte[]> kafka;
    private final String topic;
    private final Function<ConsumerRecord<String, byte[]>, Uni<Void>> reader;
    private final Lanes<String, Taken> lanes;
    private final Context context;
    private final Map<TopicPartition, Progress> partitions = new HashMap<>();
    private final OffsetCommits commits;
    private volatile boolean stopped;
    private volatile boolean failed;

    /**
     * @param limit how many records are dealt with at the same time, at least 1
     * @param reader deals with a record and never fails
     */
    RecordsPoller(
            Consumer<String, byte[]> kafka,
            String topic,
            int limit,
            Function<ConsumerRecord<String, byte[]>, Uni<Void>> reader,
            Vertx vertx) {
        this.kafka = kafka;
        this.topic = topic;
        this.reader = reader;
        this.commits = new OffsetCommits(kafka);
        this.lanes = new Lanes<>(limit, this::begin);
        this.context = vertx.getOrCreateContext();
    }

    /** @param progress of its partition while that is ours; when the partition has gone, nobody looks at it any more */
    private record Taken(ConsumerRecord<String, byte[]> record, Progress progress) {

        TopicPartition partition() {
            return new TopicPartition(record.topic(), record.partition());
        }

        /** A record without a key has no predecessor. */
        String lane() {
            return record.key() == null ? "\0" + record.partition() + "\0" + record.offset() : record.key();
        }
    }

    /** What is being dealt with is finished first, if that takes no longer than five seconds. */
    void stop() {
        stopped = true;
        kafka.wakeup();
    }

    /** Whether it ended although nobody asked it to. */
    boolean hasFailed() {
        return failed;
    }

    @Override
    public void run() {
        try {
            kafka.subscribe(List.of(topic), this);
            while (!stopped) {
                next();
            }
            lanes.forget(taken -> true);
            lanes.awaitEnd(taken -> true, GRACE_MILLIS);
            commits.atTheEnd(through());
        } catch (InterruptedException | RuntimeException | Error unexpected) {
            failed = true;
            LOG.errorf(unexpected, "records.poller-failed topic=%s", topic);
        } finally {
            kafka.close(CloseOptions.timeout(CLOSE_PATIENCE));
        }
    }

    private void next() throws InterruptedException {
        try {
            if (lanes.held() >= MOST_HELD) {
                kafka.pause(kafka.assignment());
            } else {
                kafka.resume(kafka.paused());
            }
            for (var record : kafka.poll(POLL)) {
                take(record);
            }
            commits.nowAndThen(this::through);
        } catch (WakeupException stopping) {
            LOG.debugf("records.stopping topic=%s", topic);
        } catch (KafkaException failure) {
            LOG.warnf("records.poll-failed topic=%s reason=\"%s\"", topic, failure.getMessage());
            Thread.sleep(PAUSE_AFTER_FAILURE);
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        var taken = new Taken(record, partitions.computeIfAbsent(partition, ignored -> new Progress()));
        taken.progress().begun(record.offset());
        lanes.add(taken.lane(), taken);
    }

    private void begin(Taken taken) {
        var own = Objects.requireNonNull(VertxContext.createNewDuplicatedContext(context));
        VertxContextSafetyToggle.setContextSafe(own, true);
        own.runOnContext(ignored -> Uni.createFrom()
                .deferred(() -> reader.apply(taken.record()))
                .subscribe()
                .with(through -> end(taken), defect -> {
                    LOG.errorf(
                            defect,
                            "records.reader-failed topic=%s offset=%d",
                            topic,
                            taken.record().offset());
                    failed = true;
                }));
    }

    private void end(Taken taken) {
        taken.progress().ended(taken.record().offset());
        lanes.done(taken.lane());
    }

    /** What is being dealt with gets a moment to end: the next owner of the partition would have to wait for it anyway. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        lanes.forget(taken -> revoked.contains(taken.partition()));
        try {
            if (!stopped) {
                lanes.awaitEnd(taken -> revoked.contains(taken.partition()), REVOCATION_PATIENCE_MILLIS);
                commits.now(through());
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            disown(revoked);
        }
    }

    /** What is lost is somebody else's already. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        lanes.forget(taken -> lost.contains(taken.partition()));
        disown(lost);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        // What is to be known about a partition begins with its first record.
    }

    private void disown(Collection<TopicPartition> gone) {
        partitions.keySet().removeAll(gone);
        commits.disown(gone);
    }

    private Map<TopicPartition, OffsetAndMetadata> through() {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        partitions.forEach((partition, progress) -> offsets.put(partition, new OffsetAndMetadata(progress.through())));
        return offsets;
    }
}
