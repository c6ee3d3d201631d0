package dev.entente.adapter.records;

import dev.entente.adapter.connection.ServiceIdentity;
import dev.entente.service.messaging.KafkaConsumers;
import dev.entente.service.messaging.RecordHandler;
import dev.entente.service.messaging.RecordProcessor;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The threads that take this service's records, and their end: before the database is let go. */
@ApplicationScoped
public class RecordsPolling {

    private static final Duration GRACE = Duration.ofSeconds(8);
    private static final int MOST_A_POLL = 50;

    private final RecordsConfig config;
    private final KafkaConsumers kafka;
    private final RecordProcessor processor;
    private final ServiceIdentity service;
    private final Vertx vertx;
    private final List<RecordsPoller> pollers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    RecordsPolling(
            RecordsConfig config,
            KafkaConsumers kafka,
            RecordProcessor processor,
            ServiceIdentity service,
            Vertx vertx) {
        this.config = config;
        this.kafka = kafka;
        this.processor = processor;
        this.service = service;
        this.vertx = vertx;
    }

    /** From now on the handler gets this service's commands. */
    public void takeCommands(RecordHandler handler) {
        start("commands", service.kind().commandsGroup(), service.kind().commandsTopic(), config.commands(), handler);
    }

    /** From now on the handler gets what this service's vendors sent. */
    public void takeInbound(RecordHandler handler) {
        start("inbound", service.kind().inboundGroup(), service.kind().inboundTopic(), config.inbound(), handler);
    }

    private void start(String name, String group, String topic, int limit, RecordHandler handler) {
        var consumer = kafka.consumer(group, MOST_A_POLL);
        var poller = new RecordsPoller(
                consumer, topic, limit, record -> processor.process(service.kind(), record, handler), vertx);
        pollers.add(poller);
        threads.add(Thread.ofPlatform().name(name).start(poller));
    }

    /** Whether all of them are at work, or were told to stop. */
    boolean isHealthy() {
        return pollers.stream().noneMatch(RecordsPoller::hasFailed);
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        pollers.forEach(RecordsPoller::stop);
        for (var thread : threads) {
            thread.join(GRACE);
        }
    }
}
