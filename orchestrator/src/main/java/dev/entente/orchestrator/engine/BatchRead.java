package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.orchestrator.machine.Instance;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a batch must know before it runs, read in one round trip. Nothing is locked: what changes in between, the write
 * finds out. Instances are read first: whoever changed one before has its commands in the outbox by the time that is
 * looked into.
 *
 * @param seen ids of messages that were dealt with before
 * @param waitingFlows correlation ids with older records that may still have to be published
 * @param underWay rows that this process publishes, which nobody waits for
 * @param stored the instances concerned, by id
 */
record BatchRead(Set<String> seen, Set<String> waitingFlows, RowsUnderWay.Seen underWay, Map<String, Stored> stored) {

    /**
     * An instance as it is stored, which not every version of its workflow can read.
     *
     * @param definition of its workflow that has stored it
     */
    record Stored(int definition, Function<Hosted, Instance> reader) {

        /** @throws UnreadableState if this version cannot read it */
        Instance read(Hosted hosted) {
            return reader.apply(hosted);
        }
    }

    private static final String KNOWN = """
            select (select array_agg(message_id) from inbox where message_id = any($1::text[])) as seen,
                (select array_agg(distinct flow) from outbox_batch, unnest(flows, messages) as record (flow, message)
                 where flows && $2::text[] and refused is null and id <> all($3::bigint[])
                    and (message is null or message <> all($4::text[]))) as waiting""";

    static Uni<BatchRead> read(
            SqlConnection connection,
            List<Attributes> messages,
            Collection<String> instanceIds,
            RowsUnderWay.Seen underWay) {
        var instances =
                connection.preparedQuery(InstanceRows.SELECT).execute(Tuple.of(instanceIds.toArray(String[]::new)));
        var known = connection
                .preparedQuery(KNOWN)
                .execute(Tuple.of(
                        messages.stream().map(Attributes::id).toArray(String[]::new),
                        messages.stream()
                                .map(Attributes::correlationId)
                                .distinct()
                                .toArray(String[]::new),
                        underWay.ids().toArray(Long[]::new),
                        answered(messages).toArray(String[]::new)));
        return Uni.combine().all().unis(instances, known).with((stored, seen) -> of(stored, seen, underWay));
    }

    /** Commands that are on Kafka, whatever the table says: there are answers. */
    static List<String> answered(List<Attributes> messages) {
        return messages.stream()
                .map(Attributes::causationId)
                .filter(Objects::nonNull)
                .toList();
    }

    private static BatchRead of(RowSet<Row> instances, RowSet<Row> known, RowsUnderWay.Seen underWay) {
        var stored = new HashMap<String, Stored>();
        instances.forEach(row -> stored.put(
                row.getString("id"),
                new Stored(row.getInteger("definition_version"), hosted -> InstanceRows.read(row, hosted))));
        var one = known.iterator().next();
        return new BatchRead(texts(one, "seen"), texts(one, "waiting"), underWay, stored);
    }

    private static Set<String> texts(Row row, String column) {
        var texts = row.getArrayOfStrings(column);
        return texts == null ? Set.of() : Arrays.stream(texts).collect(Collectors.toSet());
    }
}
