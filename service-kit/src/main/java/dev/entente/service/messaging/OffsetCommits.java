package dev.entente.service.messaging;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells the broker how far a consumer is through. What the broker has not confirmed it is told again: a partition on which nothing
 * comes any more would seem to lag for ever. What it is not told is delivered again, for a reader to recognise. For the consumer's
 * thread alone.
 */
public final class OffsetCommits {

    private static final Logger LOG = Logger.getLogger(OffsetCommits.class);
    private static final long EVERY_NANOS = Duration.ofMillis(500).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Consumer<?, ?> kafka;
    private final Map<TopicPartition, OffsetAndMetadata> confirmed = new HashMap<>();
    private final LongSupplier nanos;
    private long toldAt;

    public OffsetCommits(Consumer<?, ?> kafka) {
        this(kafka, System::nanoTime);
    }

    OffsetCommits(Consumer<?, ?> kafka, LongSupplier nanos) {
        this.kafka = kafka;
        this.nanos = nanos;
        this.toldAt = nanos.getAsLong();
    }

    /** Every 500 ms at the most, and without waiting for the broker. */
    public void nowAndThen(Supplier<Map<TopicPartition, OffsetAndMetadata>> through) {
        var now = nanos.getAsLong();
        if (now - toldAt < EVERY_NANOS) {
            return;
        }
        toldAt = now;
        var offsets = unconfirmed(through.get());
        if (!offsets.isEmpty()) {
            kafka.commitAsync(offsets, (told, failure) -> {
                if (failure == null) {
                    confirmed.putAll(told);
                }
            });
        }
    }

    /**
     * Waits for the broker, two seconds at the most.
     *
     * @throws WakeupException if the consumer was woken up; after other failures, which are logged, the offsets are told again the next time
     */
    public void now(Map<TopicPartition, OffsetAndMetadata> through) {
        var offsets = unconfirmed(through);
        try {
            if (!offsets.isEmpty()) {
                kafka.commitSync(offsets, PATIENCE);
                confirmed.putAll(offsets);
            }
        } catch (WakeupException stopping) {
            throw stopping;
        } catch (KafkaException notNow) {
            LOG.debugf("offsets.not-committed reason=\"%s\"", notNow.getMessage());
        }
    }

    /** As {@link #now}, for a consumer that was woken up to stop. */
    public void atTheEnd(Map<TopicPartition, OffsetAndMetadata> through) {
        try {
            now(through);
        } catch (WakeupException wokenToStop) {
            now(through);
        }
    }

    /** What others tell the broker about these partitions from now on, nobody here knows. */
    public void disown(Collection<TopicPartition> gone) {
        confirmed.keySet().removeAll(gone);
    }

    private Map<TopicPartition, OffsetAndMetadata> unconfirmed(Map<TopicPartition, OffsetAndMetadata> through) {
        var ours = kafka.assignment();
        // A confirmation may come after its partition has gone to others.
        confirmed.keySet().retainAll(ours);
        var offsets = new HashMap<>(through);
        offsets.keySet().retainAll(ours);
        offsets.entrySet().removeAll(confirmed.entrySet());
        return offsets;
    }
}
