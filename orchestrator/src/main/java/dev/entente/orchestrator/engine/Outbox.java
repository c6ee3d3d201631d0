package dev.entente.orchestrator.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.messaging.Publisher;
import dev.entente.service.reactive.EventLoop;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Messages written in the same transaction as the states that caused them. Whoever wrote them publishes them after the
 * commit and deletes them; what a crash or an absent broker left behind is claimed, in order, by the relay of whichever
 * replica comes first. Published twice at the worst, and then with the same id.
 */
@ApplicationScoped
class Outbox {

    private static final Logger LOG = Logger.getLogger(Outbox.class);

    private static final String ADD = """
            insert into outbox (topic, correlation_id, headers, payload)
            select topic, correlation_id, headers::jsonb, payload
            from unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) as u(topic, correlation_id, headers, payload)
            returning id""";

    private static final String CLAIM = """
            update outbox set claimed_until = now() + interval '30 seconds'
            where id in (select id from outbox
                         where added_at < now() - interval '5 seconds' and (claimed_until is null or claimed_until < now())
                         order by id for update skip locked limit 500)
            returning id, topic, headers::text as headers, payload""";

    private static final String BACKLOG = """
            select count(*) as waiting, coalesce(extract(epoch from now() - min(added_at)), 0)::bigint as age from outbox""";

    private final Pool database;
    private final Publisher publisher;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong oldestSeconds = new AtomicLong();

    /** A row and what it holds. */
    record Entry(long id, OutgoingRecord record) {}

    Outbox(Pool database, Publisher publisher, MeterRegistry metrics) {
        this.database = database;
        this.publisher = publisher;
        metrics.gauge("outbox_unpublished_records", waiting);
        metrics.gauge("outbox_oldest_unpublished_age_seconds", oldestSeconds);
    }

    /**
     * Adds within the transaction. Answers the entries to be published after its commit: all but those of flows that have
     * older entries waiting, which the relay publishes in their order.
     */
    Uni<List<Entry>> add(SqlConnection transaction, List<OutgoingRecord> records) {
        if (records.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var columns = new Columns<>(records);
        return transaction
                .preparedQuery("select distinct correlation_id from outbox where correlation_id = any($1::text[])")
                .execute(Tuple.of(columns.texts(record -> record.attributes().correlationId())))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("correlation_id"))
                        .collect(Collectors.toSet()))
                .chain(waitingFlows -> insert(transaction, records, columns)
                        .map(entries -> entries.stream()
                                .filter(entry -> !waitingFlows.contains(
                                        entry.record().attributes().correlationId()))
                                .toList()));
    }

    private static Uni<List<Entry>> insert(
            SqlConnection transaction, List<OutgoingRecord> records, Columns<OutgoingRecord> columns) {
        return transaction
                .preparedQuery(ADD)
                .execute(Tuple.of(
                        columns.texts(OutgoingRecord::topic),
                        columns.texts(record -> record.attributes().correlationId()),
                        columns.texts(Outbox::headers),
                        records.stream()
                                .map(record -> Buffer.buffer(record.payload()))
                                .toArray(Buffer[]::new)))
                .map(rows -> {
                    var ids = StreamSupport.stream(rows.spliterator(), false)
                            .map(row -> row.getLong("id"))
                            .toList();
                    return IntStream.range(0, ids.size())
                            .mapToObj(at -> new Entry(ids.get(at), records.get(at)))
                            .toList();
                });
    }

    /** Publishes what was committed. A failure is not the caller's: the relay will see to it. */
    Uni<Void> publish(List<Entry> entries) {
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var executor = EventLoop.current();
        return publisher
                .publish(entries.stream().map(Entry::record).toList())
                .emitOn(executor)
                .chain(() -> delete(entries))
                .onFailure()
                .invoke(failure -> LOG.warnf("outbox.publish-postponed reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> delete(List<Entry> entries) {
        return database.preparedQuery("delete from outbox where id = any($1::bigint[])")
                .execute(Tuple.of(entries.stream().map(Entry::id).toArray(Long[]::new)))
                .replaceWithVoid();
    }

    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> relay() {
        return database.preparedQuery(CLAIM)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Outbox::entry)
                        .sorted(Comparator.comparingLong(Entry::id))
                        .toList())
                .chain(this::publish)
                .chain(() -> database.query(BACKLOG).execute())
                .invoke(rows -> {
                    var row = rows.iterator().next();
                    waiting.set(row.getLong("waiting"));
                    oldestSeconds.set(row.getLong("age"));
                })
                .onFailure()
                .invoke(failure -> LOG.warnf("outbox.relay-postponed reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static String headers(OutgoingRecord record) {
        try {
            return ContractJson.mapper().writeValueAsString(CloudEventHeaders.write(record.attributes()));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("headers can be written", impossible);
        }
    }

    private static Entry entry(Row row) {
        try {
            var headers = ContractJson.mapper()
                    .readValue(
                            row.getString("headers").getBytes(StandardCharsets.UTF_8),
                            new TypeReference<HashMap<String, String>>() {});
            var record = new OutgoingRecord(
                    row.getString("topic"),
                    CloudEventHeaders.read(headers),
                    row.getBuffer("payload").getBytes());
            return new Entry(row.getLong("id"), record);
        } catch (IOException | UnreadableMessage corrupt) {
            throw new IllegalStateException("an outbox row has unreadable headers", corrupt);
        }
    }
}
