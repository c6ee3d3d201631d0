package dev.entente.service.deadletter;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.service.deadletter.DeadLetterStore.News;
import dev.entente.service.logging.FlowLog;
import dev.entente.service.logging.FlowLog.Key;
import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes letters off people's hands that a later message has made pointless. It knows what is waiting without asking for each
 * message: at once of letters of its own process, and records of one key come to one process; of those of others some seconds later.
 */
@ApplicationScoped
public class Supersession {

    private static final Logger LOG = Logger.getLogger(Supersession.class);

    private final DeadLetterStore store;
    private final MeterRegistry metrics;
    private final FlowLog log = new FlowLog();
    /** In which round of questions each was expected last. */
    private final Map<News, Integer> expected = new ConcurrentHashMap<>();

    private final AtomicInteger round = new AtomicInteger();
    private volatile Set<News> wanted = Set.of();

    Supersession(DeadLetterStore store, MeterRegistry metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        var asked = round.incrementAndGet();
        return store.newsWanted(MessageCatalogue.replacingTypes())
                .invoke(known -> {
                    wanted = known;
                    // What was expected before the question was asked, the answer has.
                    expected.values().removeIf(before -> before < asked);
                })
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("dead-letters.unknown reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** A letter was kept: from now on messages count that come after it. */
    public void expect(ConsumerRecord<String, byte[]> record) {
        DeadLetterStore.attributes(record)
                .filter(message -> record.key() != null)
                .filter(message -> MessageCatalogue.replacingTypes().contains(message.type()))
                .ifPresent(
                        message -> expected.put(new News(record.topic(), record.key(), message.type()), round.get()));
    }

    /**
     * A message came to what was meant. Never fails, and is not waited for.
     *
     * @param key of the record
     * @param edition of the message, where it has one
     */
    public void dealtWith(String topic, @Nullable String key, Attributes message, @Nullable Long edition) {
        if (key == null || wanted.isEmpty() && expected.isEmpty()) {
            return;
        }
        var news = new News(topic, key, message.type());
        if (wanted.contains(news) || expected.containsKey(news)) {
            store.supersede(news, message, edition)
                    .subscribe()
                    .with(
                            letters -> tell(news, message, letters),
                            failure -> LOG.debugf("dead-letters.not-superseded reason=\"%s\"", failure.getMessage()));
        }
    }

    private void tell(News news, Attributes message, int letters) {
        if (letters > 0) {
            Metric.DEAD_LETTERS_DECIDED
                    .counter(metrics, news.topic(), "superseded")
                    .increment(letters);
            log.info("dead-letter.superseded", message.correlationId(), FlowLog.field(Key.TOPIC, news.topic()));
        }
    }
}
