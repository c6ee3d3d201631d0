package dev.entente.sandbox.broker;

import dev.entente.sandbox.vendor.ServerArguments;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * A single-node Kafka (KRaft) on loopback that keeps its data and can be killed: {@code port= controller-port= data=
 * topics=name:partitions,…}.
 *
 * <p>Broker session time-out and heartbeat are short so that a killed broker is back in about four seconds instead of
 * fourteen.
 */
public final class BrokerMain {

    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        var settings = ServerArguments.parse(arguments);
        var data = settings.path("data");
        format(data);
        var server = new KafkaRaftServer(
                new KafkaConfig(properties(settings.number("port"), settings.number("controller-port"), data), false),
                Time.SYSTEM);
        server.startup();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        createTopics(settings.number("port"), settings.text("topics", ""));
        System.out.println("ready");
        server.awaitShutdown();
    }

    private static void format(Path data) throws Exception {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data);
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .run();
    }

    private static Properties properties(int port, int controllerPort, Path data) throws IOException {
        var properties = new Properties();
        properties.load(new java.io.StringReader("""
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                inter.broker.listener.name=PLAINTEXT
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                auto.create.topics.enable=false
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                group.initial.rebalance.delay.ms=0
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                log.cleaner.dedupe.buffer.size=20971520
                log.retention.hours=168
                log.message.timestamp.type=LogAppendTime
                num.network.threads=2
                num.io.threads=2
                broker.session.timeout.ms=2000
                broker.heartbeat.interval.ms=400
                """.formatted(port, controllerPort)));
        properties.put("log.dirs", data.toString());
        return properties;
    }

    private static void createTopics(int port, String topics) throws InterruptedException, ExecutionException {
        if (topics.isEmpty()) {
            return;
        }
        Set<NewTopic> wanted = java.util.Arrays.stream(topics.split(","))
                .map(topic -> topic.split(":"))
                .map(topic -> new NewTopic(topic[0], Integer.parseInt(topic[1]), (short) 1))
                .collect(Collectors.toSet());
        var properties = new Properties();
        properties.put("bootstrap.servers", "127.0.0.1:" + port);
        try (var admin = Admin.create(properties)) {
            for (var created : admin.createTopics(wanted).values().values()) {
                try {
                    created.get();
                } catch (ExecutionException failure) {
                    if (!(failure.getCause() instanceof TopicExistsException)) {
                        throw failure;
                    }
                }
            }
        }
    }
}
