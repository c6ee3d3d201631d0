package dev.entente.orchestrator.engine;

import dev.entente.service.messaging.OffsetCommits;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
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
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One thread that takes events and hands them to the engine, a batch at a time. It polls again only when a batch is through,
 * so that a batch holds whatever has come meanwhile: small when it is quiet, large under load. When nothing has come for half a
 * second, it asks less often until something comes. While the database is away it stays a member of its group and takes nothing.
 * Whatever befalls it, a batch that is not through is not committed.
 */
final class EventsPoller implements Runnable, ConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(EventsPoller.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** The broker answers after {@code fetch.max.wait.ms}, 5 ms, with what is there. */
    private static final Duration LOOK = Duration.ofMillis(10);

    /** What comes after a silence waits so much longer at the most; without a pause, an idle broker was seen to take a quarter of a core. */
    private static final Duration PAUSE_WHEN_QUIET = Duration.ofMillis(50);

    private static final long GRACE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Consumer<String, byte[]> kafka;
    private final Collection<String> topics;
    private final EventsConsumer events;
    private final Context context;
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private final OffsetCommits commits;

    /** Since the batch at hand began: even if they have come back, others may have taken them further. */
    private final Set<TopicPartition> gone = new HashSet<>();

    private boolean busy;
    private boolean quiet;
    private volatile long stoppedAt;
    private volatile boolean stopped;
    private volatile boolean failed;

    EventsPoller(Consumer<String, byte[]> kafka, Collection<String> topics, EventsConsumer events, Vertx vertx) {
        this.kafka = kafka;
        this.topics = topics;
        this.events = events;
        this.commits = new OffsetCommits(kafka);
        this.context = Objects.requireNonNull(VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext()));
    }

    /** The batch at hand is finished first, if it takes no longer than five seconds. */
    void stop() {
        stoppedAt = System.nanoTime();
        stopped = true;
        kafka.wakeup();
    }

    /** Whether it ended although nobody asked it to; its partitions are somebody else's then. */
    boolean hasFailed() {
        return failed;
    }

    @Override
    public void run() {
        try (kafka) {
            kafka.subscribe(topics, this);
            while (!stopped) {
                next();
            }
            commits.atTheEnd(done);
        } catch (InterruptedException | RuntimeException | Error unexpected) {
            failed = true;
            LOG.error("events.poller-failed", unexpected);
        }
    }

    private void next() throws InterruptedException {
        ConsumerRecords<String, byte[]> records;
        try {
            if (quiet) {
                Thread.sleep(PAUSE_WHEN_QUIET);
            }
            records = kafka.poll(quiet ? LOOK : POLL);
            quiet = records.isEmpty();
        } catch (WakeupException stopping) {
            return;
        } catch (KafkaException failure) {
            LOG.warnf("events.poll-failed reason=\"%s\"", failure.getMessage());
            Thread.sleep(PAUSE_AFTER_FAILURE);
            return;
        }
        gone.clear();
        if (records.isEmpty() || deal(records)) {
            var through = new HashMap<>(records.nextOffsets());
            through.keySet().removeAll(gone);
            done.putAll(through);
            commits.nowAndThen(() -> done);
        }
    }

    /** Whether the batch is through; if not, we are stopping. */
    private boolean deal(ConsumerRecords<String, byte[]> records) throws InterruptedException {
        busy = true;
        try {
            while (!isDealtWith(records)) {
                if (stopped) {
                    return false;
                }
                Thread.sleep(PAUSE_AFTER_FAILURE);
            }
            return true;
        } finally {
            busy = false;
            kafka.resume(kafka.paused());
        }
    }

    private boolean isDealtWith(ConsumerRecords<String, byte[]> records) throws InterruptedException {
        var through = new CompletableFuture<Void>();
        context.runOnContext(ignored -> Uni.createFrom()
                .deferred(() -> events.consume(records))
                .subscribe()
                .with(nothing -> through.complete(null), through::completeExceptionally));
        while (true) {
            try {
                through.get(1, TimeUnit.SECONDS);
                return true;
            } catch (TimeoutException busyStill) {
                if (stopped && System.nanoTime() - stoppedAt > GRACE_NANOS) {
                    return false;
                }
                stayInGroup();
            } catch (ExecutionException failure) {
                LOG.error("events.batch-failed: tried again", failure.getCause());
                return false;
            }
        }
    }

    /** Whatever comes of it, the batch at hand goes on. */
    private void stayInGroup() {
        try {
            kafka.pause(kafka.assignment());
            kafka.poll(Duration.ZERO);
        } catch (WakeupException stopping) {
            LOG.debug("events.stopping: the batch at hand is finished first");
        } catch (KafkaException failure) {
            LOG.warnf("events.poll-failed reason=\"%s\"", failure.getMessage());
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        try {
            commits.now(done);
        } finally {
            disown(partitions);
        }
    }

    /** What is lost is somebody else's already; the inbox tells them what was dealt with. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        disown(partitions);
    }

    private void disown(Collection<TopicPartition> partitions) {
        gone.addAll(partitions);
        done.keySet().removeAll(partitions);
        commits.disown(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (busy) {
            kafka.pause(partitions);
        }
    }
}
