package dev.entente.bench.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.CrmCommand.RecordOrder;
import dev.entente.contracts.message.CrmEvent.OrderRecorded;
import dev.entente.contracts.message.ErpCommand.CancelOrder;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpEvent.CreditApproved;
import dev.entente.contracts.message.ErpEvent.OrderCancelled;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.message.SystemKind;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.contracts.model.Money;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Answers every command at once, as an adapter would whose system takes no time. */
final class StepWorker implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final AtomicLong lastSteps = new AtomicLong();
    private final Thread thread;
    private volatile boolean running = true;
    private volatile boolean resting;

    StepWorker(String bootstrapServers) {
        this.producer = producer(bootstrapServers);
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "group.id", "bench-worker",
                        "auto.offset.reset", "earliest",
                        "max.poll.records", "2000",
                        // Waits a little for more: an adapter has many partitions and is not asked for each record.
                        "fetch.min.bytes", "8192",
                        "fetch.max.wait.ms", "2"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(SystemKind.CRM.commandsTopic(), SystemKind.ERP.commandsTopic()));
        this.thread = Thread.ofPlatform().name("step-worker").start(this::work);
    }

    static KafkaProducer<String, byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "1"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** How many last steps were answered. */
    long lastSteps() {
        return lastSteps.get();
    }

    /** Whether commands are left unanswered; what they ask for stays under way. */
    void rest(boolean rests) {
        resting = rests;
    }

    private void work() {
        while (running) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                awaitWork();
                answer(record);
            }
        }
        consumer.close();
    }

    private void awaitWork() {
        while (resting && running) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void answer(ConsumerRecord<String, byte[]> record) {
        try {
            var headers = new HashMap<String, String>();
            record.headers()
                    .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
            var attributes = CloudEventHeaders.read(headers);
            var command =
                    (Command) ContractJson.read(attributes, record.value()).data();
            var event = event(command);
            var type = MessageCatalogue.typeOf(event);
            var answer = attributes
                    .answer(Identifiers.derive("reply", attributes.id(), type), "/bench", type, Instant.now())
                    .withTrace(attributes.traceparent(), attributes.tracestate());
            producer.send(record(command.system().eventsTopic(), answer, ContractJson.write(event)));
            if (command instanceof RecordOrder) {
                lastSteps.incrementAndGet();
            }
        } catch (UnreadableMessage unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Event event(Command command) {
        return switch (command) {
            case CheckCredit ignored -> new CreditApproved(Money.of("1", "EUR"), null);
            case CancelOrder cancel -> new OrderCancelled(cancel.key());
            case RecordOrder told -> new OrderRecorded(told.opportunity());
            default -> throw new IllegalArgumentException("not one of the three steps: " + command);
        };
    }

    static ProducerRecord<String, byte[]> record(String topic, Attributes attributes, byte[] payload) {
        var record = new ProducerRecord<>(topic, attributes.subject(), payload);
        CloudEventHeaders.write(attributes)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
