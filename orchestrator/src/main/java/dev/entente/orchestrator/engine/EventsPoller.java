package dev.entente.orchestrator.engine;

import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that takes events and hands them to the engine, a batch at a time. It polls again only when a batch is through,
 * so that a batch holds whatever has come meanwhile: small when it is quiet, large under load, never waiting in between.
 * While the database is away it stays a member of its group and takes nothing.
 */
final class EventsPoller implements Runnable, ConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(EventsPoller.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long COMMIT_EVERY_NANOS = Duration.ofMillis(500).toNanos();
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Consumer<String, byte[]> kafka;
    private final Collection<String> topics;
    private final EventsConsumer events;
    private final Context context;
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private long committedAt = System.nanoTime();
    private boolean busy;
    private volatile boolean stopped;

    EventsPoller(Consumer<String, byte[]> kafka, Collection<String> topics, EventsConsumer events, Vertx vertx) {
        this.kafka = kafka;
        this.topics = topics;
        this.events = events;
        this.context = Objects.requireNonNull(VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext()));
    }

    /** The batch at hand is finished first. */
    void stop() {
        stopped = true;
        kafka.wakeup();
    }

    @Override
    public void run() {
        kafka.subscribe(topics, this);
        while (!stopped) {
            try {
                var records = kafka.poll(POLL);
                if (!records.isEmpty()) {
                    deal(records);
                    done.putAll(records.nextOffsets());
                }
                commitNowAndThen();
            } catch (WakeupException asked) {
                // Somebody wants us to stop.
            } catch (KafkaException failure) {
                LOG.warnf("events.poll-failed reason=\"%s\"", failure.getMessage());
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
            }
        }
        commit(done);
        kafka.close();
    }

    private void deal(ConsumerRecords<String, byte[]> records) {
        busy = true;
        try {
            while (!isDealtWith(records)) {
                LOG.warn("events.batch-failed: tried again");
                TimeUnit.NANOSECONDS.sleep(PAUSE_AFTER_FAILURE.toNanos());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopped = true;
            throw new KafkaException("interrupted with a batch at hand", interrupted);
        } finally {
            busy = false;
            kafka.resume(kafka.paused());
        }
    }

    private boolean isDealtWith(ConsumerRecords<String, byte[]> records) throws InterruptedException {
        var through = new CompletableFuture<Void>();
        context.runOnContext(ignored -> events.consume(records)
                .subscribe()
                .with(nothing -> through.complete(null), through::completeExceptionally));
        while (true) {
            try {
                through.get(1, TimeUnit.SECONDS);
                return true;
            } catch (TimeoutException busyStill) {
                stayInGroup();
            } catch (ExecutionException failure) {
                LOG.error("events.batch-failed", failure.getCause());
                return false;
            }
        }
    }

    private void stayInGroup() {
        try {
            kafka.pause(kafka.assignment());
            kafka.poll(Duration.ZERO);
        } catch (WakeupException later) {
            // The batch at hand is finished first.
        }
    }

    private void commitNowAndThen() {
        if (!done.isEmpty() && System.nanoTime() - committedAt >= COMMIT_EVERY_NANOS) {
            kafka.commitAsync(Map.copyOf(done), null);
            done.clear();
            committedAt = System.nanoTime();
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit(done);
    }

    /** What is lost is somebody else's already; the inbox tells them what was dealt with. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        done.keySet().removeAll(List.copyOf(partitions));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (busy) {
            kafka.pause(partitions);
        }
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            kafka.commitSync(Map.copyOf(offsets), POLL.multipliedBy(4));
            done.clear();
        } catch (CommitFailedException | WakeupException | org.apache.kafka.common.errors.TimeoutException notNow) {
            LOG.debugf("events.commit-failed reason=\"%s\"", notNow.getMessage());
        }
    }
}
