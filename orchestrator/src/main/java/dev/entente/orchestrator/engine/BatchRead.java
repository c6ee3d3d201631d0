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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a batch must know before it runs, read in one round trip. Nothing is locked: what changes in between, the write
 * finds out.
 *
 * @param seen ids of messages that were dealt with before
 * @param waitingFlows correlation ids with older records still to be published
 * @param rows of the instances concerned, by id
 */
record BatchRead(Set<String> seen, Set<String> waitingFlows, Map<String, Row> rows) {

    private static final String KNOWN = """
            select (select array_agg(message_id) from inbox where message_id = any($1::text[])) as seen,
                (select array_agg(distinct flow) from outbox_batch, unnest(flows) as flow
                 where flows && $2::text[] and id <> all($3::bigint[])) as waiting""";

    /** @param published outbox rows that wait for nothing but to be deleted */
    static Uni<BatchRead> read(
            SqlConnection connection,
            List<Attributes> messages,
            Collection<String> instanceIds,
            Collection<Long> published) {
        var known = connection
                .preparedQuery(KNOWN)
                .execute(Tuple.of(
                        messages.stream().map(Attributes::id).toArray(String[]::new),
                        messages.stream()
                                .map(Attributes::correlationId)
                                .distinct()
                                .toArray(String[]::new),
                        published.toArray(Long[]::new)));
        var instances =
                connection.preparedQuery(InstanceRows.SELECT).execute(Tuple.of(instanceIds.toArray(String[]::new)));
        return Uni.combine().all().unis(known, instances).with(BatchRead::of);
    }

    private static BatchRead of(RowSet<Row> known, RowSet<Row> instances) {
        var rows = new HashMap<String, Row>();
        instances.forEach(row -> rows.put(row.getString("id"), row));
        var one = known.iterator().next();
        return new BatchRead(texts(one, "seen"), texts(one, "waiting"), rows);
    }

    private static Set<String> texts(Row row, String column) {
        var texts = row.getArrayOfStrings(column);
        return texts == null ? Set.of() : Arrays.stream(texts).collect(Collectors.toSet());
    }

    /** @throws IllegalStateException if this version cannot read the instance */
    Instance instance(String id, Hosted hosted) {
        var row = rows.get(id);
        if (row == null) {
            throw new IllegalArgumentException("no row of instance " + id);
        }
        return InstanceRows.read(row, hosted);
    }
}
