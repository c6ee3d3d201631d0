package dev.entente.service.messaging;

import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class OffsetCommitsTest {

    private static final TopicPartition OURS = new TopicPartition("crm.events", 0);
    private static final TopicPartition THEIRS = new TopicPartition("crm.events", 1);

    private final Broker broker = new Broker();
    private long nanos;
    private final OffsetCommits commits = new OffsetCommits(broker, () -> nanos);

    /** Kafka's own consumer without a broker, and what it would have told one. */
    private static final class Broker extends MockConsumer<String, byte[]> {

        private final List<Map<TopicPartition, OffsetAndMetadata>> told = new ArrayList<>();
        private boolean away;
        private boolean woken;

        Broker() {
            super("earliest");
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            told.add(offsets);
            callback.onComplete(offsets, away ? DisconnectException.INSTANCE : null);
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration patience) {
            told.add(offsets);
            if (woken) {
                woken = false;
                throw new WakeupException();
            }
            if (away) {
                throw DisconnectException.INSTANCE;
            }
        }

        @Override
        public synchronized void wakeup() {
            woken = true;
        }
    }

    @BeforeEach
    void own() {
        broker.assign(List.of(OURS));
    }

    @Test
    void tellsTheBrokerTwiceASecondAtTheMost() {
        afterMillis(499, 7);
        assertThat(broker.told).isEmpty();

        afterMillis(1, 8);
        afterMillis(499, 9);
        assertThat(broker.told).containsExactly(through(8));
    }

    @Test
    void tellsOnceWhatIsConfirmed() {
        afterMillis(500, 7);
        afterMillis(500, 7);
        commits.now(through(7));

        assertThat(broker.told).containsExactly(through(7));
    }

    @Test
    void tellsAgainWhatIsNotConfirmed() {
        broker.away = true;
        afterMillis(500, 7);
        commits.now(through(7));
        broker.away = false;

        afterMillis(500, 7);
        assertThat(broker.told).containsExactly(through(7), through(7), through(7));
    }

    @Test
    void tellsAgainWhatOthersMayHaveToldMeanwhile() {
        commits.now(through(7));
        commits.disown(List.of(OURS));

        afterMillis(500, 7);
        assertThat(broker.told).hasSize(2);
    }

    @Test
    void tellsAgainWhatWasConfirmedAfterItHadGoneToOthers() {
        commits.now(through(7));
        broker.assign(List.of(THEIRS));
        afterMillis(500, 7);
        broker.assign(List.of(OURS));

        afterMillis(500, 7);
        assertThat(broker.told).containsExactly(through(7), through(7));
    }

    @Test
    void tellsNothingOfOthersPartitions() {
        commits.now(Map.of(THEIRS, new OffsetAndMetadata(3)));

        assertThat(broker.told).isEmpty();
    }

    @Test
    void tellsTheLastThoughItWasWokenUpToStop() {
        broker.wakeup();

        commits.atTheEnd(through(7));

        assertThat(broker.told).containsExactly(through(7), through(7));
    }

    private void afterMillis(long millis, long offset) {
        nanos += Duration.ofMillis(millis).toNanos();
        commits.nowAndThen(() -> through(offset));
    }

    private static Map<TopicPartition, OffsetAndMetadata> through(long offset) {
        return Map.of(OURS, new OffsetAndMetadata(offset));
    }
}
