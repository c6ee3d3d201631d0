package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.ErpEvent.CustomerEnsured;
import dev.entente.orchestrator.Deal;
import dev.entente.service.messaging.KafkaConsumers;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Another replica comes and goes while a batch waits for the database. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class RebalanceIT {

    private static final String TOPIC = "crm.events";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    KafkaConsumers consumers;

    @Inject
    EventsConfig config;

    @Inject
    Pool database;

    private Topics topics;
    private Admin broker;
    private Connection elsewhere;

    @BeforeEach
    void connect() throws SQLException {
        topics = new Topics(Foundation.topology().bootstrapServers());
        broker = Admin.create(Map.of("bootstrap.servers", Foundation.topology().bootstrapServers()));
        elsewhere = DriverManager.getConnection(
                Foundation.topology().jdbcUrl("entente_orchestrator"), "entente", "entente");
        elsewhere.setAutoCommit(false);
    }

    @AfterEach
    void disconnect() throws SQLException {
        elsewhere.close();
        broker.close();
        topics.close();
    }

    /** What the batch at hand comes to lies behind what the other one, which is gone again, was through with. */
    @Test
    void whatTheOtherOneConfirmedIsNotTakenBack() throws Exception {
        Map<TopicPartition, OffsetAndMetadata> theirs;
        var ours = Deal.fresh();
        stopTheEngine();
        send(List.of(ours));
        awaitTheEngineStopped();
        try (var other = consumers.consumer(config.group(), 500)) {
            var partitions = joined(other);
            ours.send(topics, "told-again-" + ours.id(), ours.won());
            readAll(other);
            other.commitSync();
            theirs = other.committed(partitions);
        }
        awaitBack(theirs.keySet());
        goOn();
        ours.awaitState("AwaitingMappings");

        var later = Deal.fresh();
        var answer = new CustomerEnsured("815");
        var before = confirmed("erp.events");
        topics.send("erp.events", later.attributes("answer-" + later.id(), answer, "question"), answer);
        await("what came later is confirmed", () -> !confirmed("erp.events").equals(before));

        assertThat(confirmed(TOPIC)).containsAllEntriesOf(theirs);
    }

    @Test
    void whatTheOtherOneLeftIsDealtWith() throws Exception {
        var ours = Deal.fresh();
        var left = deals();
        var later = deals();
        stopTheEngine();
        send(List.of(ours));
        awaitTheEngineStopped();
        Set<TopicPartition> theirs;
        try (var other = consumers.consumer(config.group(), 500)) {
            theirs = joined(other);
            send(left);
            readAll(other);
        }
        awaitBack(theirs);
        send(later);
        LockSupport.parkNanos(Duration.ofMillis(2_500).toNanos());
        goOn();

        ours.awaitState("AwaitingMappings");
        Stream.concat(left.stream(), later.stream()).forEach(deal -> deal.awaitState("AwaitingMappings"));
    }

    private static List<Deal> deals() {
        return Stream.generate(Deal::fresh).limit(20).toList();
    }

    private void send(List<Deal> deals) {
        deals.forEach(deal -> deal.send(topics, "won-" + deal.id(), deal.won()));
    }

    private void stopTheEngine() throws SQLException {
        try (var statement = elsewhere.createStatement()) {
            statement.execute("lock table workflow_instance in access exclusive mode");
        }
    }

    private void awaitTheEngineStopped() throws Exception {
        await("the engine waits", () -> WaitingStatements.count(database, "%from workflow_instance%id = any%") > 0);
    }

    private void goOn() throws SQLException {
        elsewhere.rollback();
    }

    private Set<TopicPartition> joined(Consumer<String, byte[]> other) throws Exception {
        other.subscribe(List.of(TOPIC));
        var partitions = other.partitionsFor(TOPIC).size();
        await("the other one, which reads nothing else, has the whole topic", () -> {
            other.poll(Duration.ofMillis(100));
            return other.assignment().size() == partitions;
        });
        return Set.copyOf(other.assignment());
    }

    private static void readAll(Consumer<String, byte[]> other) throws Exception {
        var ends = other.endOffsets(other.assignment());
        await("the other one has read all", () -> {
            other.poll(Duration.ofMillis(100));
            return ends.entrySet().stream().allMatch(end -> other.position(end.getKey()) >= end.getValue());
        });
    }

    private void awaitBack(Set<TopicPartition> partitions) throws Exception {
        await(
                "all partitions are ours",
                () ->
                        broker
                                .describeConsumerGroups(List.of(config.group()))
                                .all()
                                .get()
                                .get(config.group())
                                .members()
                                .stream()
                                .anyMatch(member ->
                                        member.assignment().topicPartitions().containsAll(partitions)));
    }

    private Map<TopicPartition, OffsetAndMetadata> confirmed(String topic) throws Exception {
        return broker.listConsumerGroupOffsets(config.group()).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(topic))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        var until = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            assertThat(Instant.now()).as(what).isBefore(until);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
