package dev.entente.service.deadletter;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.Replacing;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.service.messaging.DeadLetters;
import dev.entente.service.messaging.KafkaRecords;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Dead letters in the service's database. */
@ApplicationScoped
public class DeadLetterStore {

    private static final int LONGEST_KEY = 512;

    /** Of a replayed record: which letter it is, so that it is found again if it fails again. */
    static final String LETTER = "dlq-letter";

    private static final String ALL_BUT_THE_KEY =
            "id, topic, record_partition, record_offset, record_key, correlation_id, cause, reason, status,"
                    + " attempts, first_seen, last_seen, decided_by, decided_why";

    /** Without what may be long: many letters of a megabyte each are more than a service has room for. */
    private static final String SUMMARY =
            ALL_BUT_THE_KEY + ", substring(record_key_utf8 from 1 for " + LONGEST_KEY + ") as record_key_utf8";

    /** Records of earlier replays may be handed out once more, and have failed before; a topic that was made anew counts from zero. */
    private static final String FAILED_AGAIN =
            "(dead_letter.failed_offset is null or dead_letter.failed_partition <> $12 or dead_letter.failed_offset < $13"
                    + " or dead_letter.failed_offset > $13 and dead_letter.last_seen < $18)";

    private static final String ADD =
            """
            insert into dead_letter (id, topic, record_key, headers, payload, correlation_id, reason, status, attempts,
                message_type, message_time, cause, record_partition, record_offset, failed_partition, failed_offset,
                record_headers, record_key_utf8, tombstone, message_edition)
            values ($1, $2, $3, $4::text::jsonb, $5, $6, $7, 'WAITING', 1, $9, $10, $11, $12, $13, $12, $13,
                $14::text::json, $15, $16, $17)
            on conflict (id) do update set last_seen = now(), reason = excluded.reason, cause = excluded.cause,
                attempts = dead_letter.attempts + case when $8 and """ + FAILED_AGAIN + """
                     then 1 else 0 end,
                status = case when $8 and """ + FAILED_AGAIN + """
                     then 'WAITING' else dead_letter.status end,
                failed_partition = case when $8 and """ + FAILED_AGAIN + """
                     then $12 else dead_letter.failed_partition end,
                failed_offset = case when $8 and """ + FAILED_AGAIN + """
                     then $13 else dead_letter.failed_offset end,
                tombstone = case when $8 or dead_letter.record_headers is not null
                    then dead_letter.tombstone else excluded.tombstone end,
                record_key_utf8 = case when $8 or dead_letter.record_headers is not null
                    then dead_letter.record_key_utf8 else excluded.record_key_utf8 end,
                record_headers = case when $8 or dead_letter.record_headers is not null
                    then dead_letter.record_headers else excluded.record_headers end""";

    private static final String MEANT = """
            where ($1::text[] is null or id = any($1)) and ($2::text is null or status = $2)
                and ($3::text is null or topic = $3) and ($4::text is null or correlation_id = $4)
                and ($5::text is null or position($5 in reason) > 0) and ($6::text is null or cause = $6)
            """;

    private static final String FIND =
            "select " + SUMMARY + " from dead_letter " + MEANT + "order by first_seen, id limit $7 offset $8";

    private static final String ONE = "select " + ALL_BUT_THE_KEY
            + ", record_key_utf8, headers::text as headers, record_headers::text as record_headers, payload, tombstone from dead_letter where id = $1";

    private static final String IN_TURN = "select " + SUMMARY + """
             from dead_letter join (
                select id, row_number() over (
                    order by waiting_since, topic, record_partition, record_offset, first_seen, id) as turn
                from (
                    select id, topic, record_partition, record_offset, first_seen,
                        min(first_seen) over (partition by topic, record_partition) as waiting_since
                    from dead_letter
            """ + MEANT + """
                ) as meant order by turn limit $7 offset $8) as next using (id)
            order by turn""";

    private static final String NEWS_WANTED = """
            select distinct topic, record_key, message_type from dead_letter
            where status = 'WAITING' and record_key is not null and message_time is not null and message_type = any($1)
            limit 10000""";

    private static final String SUPERSEDE = """
            with decided as (
                update dead_letter set status = 'SUPERSEDED', decided_by = 'entente', decided_at = now(),
                    decided_why = 'a later message of the same kind was dealt with: ' || $5
                where status = 'WAITING' and topic = $1 and record_key = $2 and message_type = $3
                    and case when message_edition <> $6 then message_edition < $6 else message_time < $4 end
                returning id, correlation_id, decided_why)
            insert into dead_letter_decision (letter_id, correlation_id, decision, who, why)
            select id, correlation_id, 'SUPERSEDED', 'entente', decided_why from decided""";

    private static final String ASK_REPLAY = """
            insert into dead_letter_decision (letter_id, correlation_id, decision, who, why, payload, headers)
            select id, correlation_id, 'REPLAYED', $3, $4, $5, $6::text::json from dead_letter
            where id = $1 and attempts = $2 and status = 'WAITING' returning id""";

    private static final String REPLAYED = """
            with published as (update dead_letter_decision set published_at = now() where id = $5)
            update dead_letter set status = 'REPLAYED', decided_by = $3, decided_why = $4, decided_at = now()
            where id = $1 and attempts = $2 and status = 'WAITING'""";

    private static final String DISCARD = """
            with decided as (
                update dead_letter set status = 'DISCARDED', decided_by = $3, decided_why = $4, decided_at = now()
                where id = $1 and attempts = $2 and status = 'WAITING' returning id, correlation_id)
            insert into dead_letter_decision (letter_id, correlation_id, decision, who, why)
            select id, correlation_id, 'DISCARDED', $3, $4 from decided""";

    private static final String DECISIONS = """
            select at, decision, who, why, published_at, payload, headers::text as headers from (
                select * from dead_letter_decision where letter_id = $1 order by id desc limit 20) as latest
            order by id""";

    private final Pool database;

    DeadLetterStore(Pool database) {
        this.database = database;
    }

    /**
     * Which letters are meant: those that match everything given.
     *
     * @param reason a part of it
     * @param cause whose fault it is
     */
    public record Selection(
            @Nullable List<String> ids,
            DeadLetter.@Nullable Status status,
            @Nullable String topic,
            @Nullable String correlationId,
            @Nullable String reason,
            DeadLetters.@Nullable Cause cause) {}

    /**
     * Keeps a record. One that was replayed and failed again is the letter it was before, and waits again; one that Kafka
     * delivers again is only seen again, whatever was decided about it meanwhile.
     */
    public Uni<Void> add(
            ConsumerRecord<String, byte[]> record, String correlationId, DeadLetters.Cause cause, String reason) {
        var headers = LetterHeaders.of(record.headers());
        var value = record.value() == null ? new byte[0] : record.value();
        var attributes = attributes(record);
        return database.preparedQuery(ADD)
                .execute(Tuple.from(Arrays.asList(
                        idOf(record),
                        record.topic(),
                        searchable(record.key()),
                        headers.lastOfEach(),
                        Buffer.buffer(value),
                        storable(correlationId),
                        storable(reason),
                        letterOf(record) != null,
                        attributes.map(Attributes::type).orElse(null),
                        attributes
                                .map(known -> known.time().atOffset(ZoneOffset.UTC))
                                .orElse(null),
                        cause.name(),
                        record.partition(),
                        record.offset(),
                        headers.all(),
                        record.key() == null ? null : Buffer.buffer(record.key()),
                        record.value() == null,
                        attributes.map(known -> edition(known, record.value())).orElse(null),
                        Instant.ofEpochMilli(record.timestamp()).atOffset(ZoneOffset.UTC))))
                .replaceWithVoid();
    }

    /** What it is about, when that much of it can be read. */
    static Optional<Attributes> attributes(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.of(KafkaRecords.attributes(record));
        } catch (UnreadableMessage unreadable) {
            return Optional.empty();
        }
    }

    private static @Nullable Long edition(Attributes attributes, byte @Nullable [] payload) {
        try {
            return payload != null && ContractJson.read(attributes, payload).data() instanceof Replacing news
                    ? news.edition()
                    : null;
        } catch (UnreadableMessage unreadable) {
            return null;
        }
    }

    /** What later messages can make letters pointless. */
    Uni<Set<News>> newsWanted(Collection<String> types) {
        return database.preparedQuery(NEWS_WANTED)
                .execute(Tuple.of(types.toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new News(
                                row.getString("topic"), row.getString("record_key"), row.getString("message_type")))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** What letters and messages have in common when the later replaces the earlier. */
    record News(String topic, String key, String type) {}

    /**
     * Letters older than a message that was dealt with need nobody any more.
     *
     * @param edition of that message, if it has one; where the letter has none, their times tell
     * @return how many there were
     */
    Uni<Integer> supersede(News news, Attributes later, @Nullable Long edition) {
        return database.preparedQuery(SUPERSEDE)
                .execute(Tuple.of(
                        news.topic(),
                        news.key(),
                        news.type(),
                        later.time().atOffset(ZoneOffset.UTC),
                        later.id(),
                        edition))
                .map(rows -> rows.rowCount());
    }

    private static String idOf(ConsumerRecord<String, byte[]> record) {
        var letter = letterOf(record);
        return letter != null
                ? letter
                : Identifiers.derive(
                        "dead-letter",
                        record.topic(),
                        Integer.toString(record.partition()),
                        Long.toString(record.offset()));
    }

    private static @Nullable String letterOf(ConsumerRecord<String, byte[]> record) {
        var letter = record.headers().lastHeader(LETTER);
        if (letter == null || letter.value() == null) {
            return null;
        }
        var id = new String(letter.value(), StandardCharsets.US_ASCII);
        return Identifiers.isDerived(id) ? id : null;
    }

    /** What is longer than anything of ours is not looked for, and PostgreSQL's indexes hold nothing longer than 2.7 KB. */
    private static @Nullable String searchable(@Nullable String key) {
        return key == null || key.length() > LONGEST_KEY ? null : storable(key);
    }

    /** PostgreSQL's text cannot hold the character zero, and bad records have everything. */
    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }

    /** The oldest first. */
    public Uni<List<LetterSummary>> find(Selection selection, int most, int skipped) {
        return find(FIND, selection, most, skipped);
    }

    /** In the order in which they are to be replayed: those of one partition as they stood in it, the longest waiting partition first. */
    Uni<List<LetterSummary>> inTurn(Selection selection, int most) {
        return find(IN_TURN, selection, most, 0);
    }

    private Uni<List<LetterSummary>> find(String query, Selection selection, int most, int skipped) {
        return database.preparedQuery(query)
                .execute(Tuple.from(Arrays.asList(
                        selection.ids() == null ? null : selection.ids().toArray(String[]::new),
                        selection.status() == null ? null : selection.status().name(),
                        selection.topic(),
                        selection.correlationId(),
                        selection.reason(),
                        selection.cause() == null ? null : selection.cause().name(),
                        most,
                        skipped)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DeadLetterStore::summary)
                        .toList());
    }

    public Uni<Optional<DeadLetter>> find(String id) {
        return database.preparedQuery(ONE)
                .execute(Tuple.of(id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(DeadLetterStore::letter));
    }

    /**
     * Notes that somebody wants it to be replayed, before it is.
     *
     * @param edit of what is published, kept beside the letter as it came
     * @return the decision's number; empty when the letter has come back, or was decided about meanwhile
     */
    Uni<Optional<Long>> askReplay(DeadLetter letter, String who, String why, Edit edit) {
        return database.preparedQuery(ASK_REPLAY)
                .execute(Tuple.of(
                        letter.summary().id(),
                        letter.summary().attempts(),
                        who,
                        why,
                        edit.payload() == null ? null : Buffer.buffer(edit.payload()),
                        edit.headers().isEmpty() ? null : new LetterHeaders(edit.headers()).all()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> row.getLong("id")));
    }

    /**
     * Notes that it was published.
     *
     * @param decision as {@link #askReplay} numbered it
     * @return whether it waits no longer: not when it has come back already, or was decided about meanwhile
     */
    Uni<Boolean> replayed(DeadLetter letter, long decision, String who, String why) {
        return database.preparedQuery(REPLAYED)
                .execute(Tuple.of(letter.summary().id(), letter.summary().attempts(), who, why, decision))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Whether it could be: not when it has come back, or was decided about meanwhile. */
    Uni<Boolean> discard(DeadLetter letter, String who, String why) {
        return database.preparedQuery(DISCARD)
                .execute(Tuple.of(letter.summary().id(), letter.summary().attempts(), who, why))
                .map(rows -> rows.rowCount() == 1);
    }

    /** What was decided about a letter, the latest 20, the earliest of them first; a replay that failed again is followed by another. */
    Uni<List<DeadLetter.Decision>> decisions(String letterId) {
        return database.preparedQuery(DECISIONS)
                .execute(Tuple.of(letterId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DeadLetterStore::decision)
                        .toList());
    }

    private static DeadLetter.Decision decision(Row row) {
        var payload = row.getBuffer("payload");
        var published = row.getOffsetDateTime("published_at");
        return new DeadLetter.Decision(
                row.getOffsetDateTime("at").toInstant(),
                DeadLetter.Status.valueOf(row.getString("decision")),
                row.getString("who"),
                row.getString("why"),
                published == null ? null : published.toInstant(),
                payload == null ? null : new String(payload.getBytes(), StandardCharsets.UTF_8),
                edited(row.getString("headers")));
    }

    private static List<DeadLetter.EditedHeader> edited(@Nullable String headers) {
        return LetterHeaders.read(headers, "{}").headers().stream()
                .map(header -> new DeadLetter.EditedHeader(
                        header.name(),
                        header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8)))
                .toList();
    }

    private static DeadLetter letter(Row row) {
        return new DeadLetter(
                summary(row),
                LetterHeaders.read(row.getString("record_headers"), row.getString("headers"))
                        .headers(),
                row.getBoolean("tombstone") ? null : row.getBuffer("payload").getBytes());
    }

    private static LetterSummary summary(Row row) {
        return new LetterSummary(
                row.getString("id"),
                row.getString("topic"),
                row.getInteger("record_partition"),
                row.getLong("record_offset"),
                key(row),
                row.getString("correlation_id"),
                row.getString("cause") == null ? null : DeadLetters.Cause.valueOf(row.getString("cause")),
                row.getString("reason"),
                DeadLetter.Status.valueOf(row.getString("status")),
                row.getInteger("attempts"),
                row.getOffsetDateTime("first_seen").toInstant(),
                row.getOffsetDateTime("last_seen").toInstant(),
                row.getString("decided_by"),
                row.getString("decided_why"));
    }

    private static @Nullable String key(Row row) {
        var key = row.getBuffer("record_key_utf8");
        return key == null ? row.getString("record_key") : key.toString(StandardCharsets.UTF_8);
    }
}
