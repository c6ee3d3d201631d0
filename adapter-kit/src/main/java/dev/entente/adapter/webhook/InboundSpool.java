package dev.entente.adapter.webhook;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.messaging.Publisher;
import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;

/**
 * Holds accepted events in the database while the broker is away, and relays them in order when it is back. One replica
 * relays at a time.
 */
@ApplicationScoped
class InboundSpool {

    private static final Logger LOG = Logger.getLogger(InboundSpool.class);
    private static final int BATCH = 200;
    private static final long RELAY_LOCK = 7_020_001L;

    private final Pool database;
    private final Publisher publisher;
    private final AtomicLong waiting = new AtomicLong();

    InboundSpool(Pool database, Publisher publisher, MeterRegistry metrics) {
        this.database = database;
        this.publisher = publisher;
        Metric.INBOUND_SPOOL_RECORDS.gauge(metrics, waiting::get);
    }

    /** Whether nothing waits, as far as this replica knows; looked up again every second. */
    boolean isEmpty() {
        return waiting.get() == 0;
    }

    /** Completes when the records are committed. */
    Uni<Void> add(List<OutgoingRecord> records) {
        var rows = new ArrayList<Tuple>(records.size());
        for (var record : records) {
            rows.add(Tuple.of(
                    record.topic(),
                    record.attributes().correlationId(),
                    new JsonObject(Map.copyOf(CloudEventHeaders.write(record.attributes()))),
                    Buffer.buffer(record.payload())));
        }
        return database.preparedQuery(
                        "insert into inbound_spool (topic, correlation_id, headers, payload) values ($1, $2, $3, $4)")
                .executeBatch(rows)
                .invoke(() -> waiting.addAndGet(records.size()))
                .replaceWithVoid();
    }

    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> relay() {
        return database.withTransaction(this::relayBatch)
                .invoke(waiting::set)
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("spool.relay-postponed reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Long> relayBatch(SqlConnection transaction) {
        return transaction
                .preparedQuery("select pg_try_advisory_xact_lock($1) as leader")
                .execute(Tuple.of(RELAY_LOCK))
                .chain(locked -> {
                    var leader = locked.iterator().next().getBoolean("leader");
                    return leader
                            ? publishOldest(transaction)
                            : Uni.createFrom().voidItem();
                })
                .chain(() -> transaction
                        .query("select count(*) as waiting from inbound_spool")
                        .execute())
                .map(rows -> rows.iterator().next().getLong("waiting"));
    }

    private Uni<Void> publishOldest(SqlConnection transaction) {
        return transaction
                .preparedQuery("select id, topic, headers, payload from inbound_spool order by id limit $1")
                .execute(Tuple.of(BATCH))
                .chain(rows -> {
                    var oldest = StreamSupport.stream(rows.spliterator(), false).toList();
                    if (oldest.isEmpty()) {
                        return Uni.createFrom().voidItem();
                    }
                    var ids = oldest.stream().map(row -> row.getLong("id")).toArray(Long[]::new);
                    return publisher
                            .publish(oldest.stream().map(InboundSpool::record).toList())
                            .chain(() -> transaction
                                    .preparedQuery("delete from inbound_spool where id = any($1::bigint[])")
                                    .execute(Tuple.of(ids)))
                            .replaceWithVoid();
                });
    }

    private static OutgoingRecord record(Row row) {
        try {
            var headers = ContractJson.mapper()
                    .readValue(row.getJsonObject("headers").encode(), new TypeReference<HashMap<String, String>>() {});
            return new OutgoingRecord(
                    row.getString("topic"),
                    CloudEventHeaders.read(headers),
                    row.getBuffer("payload").getBytes());
        } catch (IOException | UnreadableMessage corrupt) {
            throw new IllegalStateException("a spooled record has unreadable headers", corrupt);
        }
    }
}
