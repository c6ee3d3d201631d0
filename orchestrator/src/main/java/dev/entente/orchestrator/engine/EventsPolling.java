package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.SystemKind;
import dev.entente.service.messaging.KafkaConsumers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Starts the threads that take events, and lets them finish when the service stops. */
@ApplicationScoped
class EventsPolling {

    private static final Duration GRACE = Duration.ofSeconds(8);

    private final EventsConfig config;
    private final KafkaConsumers kafka;
    private final EventsConsumer events;
    private final Vertx vertx;
    private final List<EventsPoller> pollers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    EventsPolling(EventsConfig config, KafkaConsumers kafka, EventsConsumer events, Vertx vertx) {
        this.config = config;
        this.kafka = kafka;
        this.events = events;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent started) {
        var topics =
                Arrays.stream(SystemKind.values()).map(SystemKind::eventsTopic).toList();
        for (int number = 1; number <= config.consumers(); number++) {
            var poller = new EventsPoller(kafka.consumer(config.group(), config.batch()), topics, events, vertx);
            pollers.add(poller);
            threads.add(Thread.ofPlatform().name("events-" + number).start(poller));
        }
    }

    /** Whether all of them are at work, or were told to stop. */
    boolean isHealthy() {
        return pollers.stream().noneMatch(EventsPoller::hasFailed);
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        pollers.forEach(EventsPoller::stop);
        for (var thread : threads) {
            thread.join(GRACE);
        }
    }
}
