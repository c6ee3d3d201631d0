package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything a batch changes, in one statement and so in one transaction and one round trip: what was seen, instances new
 * and changed, what they lack, their history, what is to be published, and what has been published meanwhile.
 *
 * <p>Fails as a whole, see {@link LostRace}, when a message was seen, an instance created or changed by somebody else since
 * the batch was read.
 */
final class BatchWrite {

    private static final Columns<Attributes> SEEN = Columns.<Attributes>none()
            .text("message_id", Attributes::id)
            .text("correlation_id", Attributes::correlationId);

    private static final Columns<HistoryLine> HISTORY = Columns.<HistoryLine>none()
            .text("instance_id", HistoryLine::instanceId)
            .text("correlation_id", HistoryLine::correlationId)
            .time("at", HistoryLine::at)
            .text("trigger", HistoryLine::trigger)
            .text("message_id", HistoryLine::messageId)
            .text("from_state", HistoryLine::fromState)
            .text("to_state", HistoryLine::toState)
            .text("outcome", HistoryLine::outcome)
            .text("note", HistoryLine::note)
            .text("who", HistoryLine::who)
            .text("traceparent", HistoryLine::traceparent);

    private static final Columns<Need> NEEDS =
            Columns.<Need>none().text("instance_id", Need::instanceId).text("need", Need::need);

    private static final String SQL = sql();

    /** What an instance lacks, by name. */
    record Need(String instanceId, String need) {}

    private final List<Long> published;
    private final List<Attributes> seen;
    private final List<InstanceRows.Written> created;
    private final List<InstanceRows.Written> changed;
    private final List<Need> lacked;
    private final List<Need> lacking;
    private final List<HistoryLine> history;
    private final OutboxRow outgoing;
    private final OutboxRow held;

    /**
     * @param outgoing to be published by the caller, after the commit
     * @param held to be published by the relay, because something older waits there
     * @param published ids of outbox rows that may go
     */
    BatchWrite(Batch batch, OutboxRow outgoing, OutboxRow held, List<Long> published) {
        this.outgoing = outgoing;
        this.held = held;
        this.published = published;
        this.seen = batch.fresh();
        this.created = batch.created();
        this.changed = batch.updated();
        this.lacked = batch.needsGone();
        this.lacking = batch.needsNew();
        this.history = batch.history();
    }

    private static String sql() {
        var first = new int[] {1};
        var seen = unnest(first, SEEN);
        var created = unnest(first, InstanceRows.NEW);
        var changed = unnest(first, InstanceRows.CHANGED);
        var history = unnest(first, HISTORY);
        var lacking = unnest(first, NEEDS);
        var lacked = unnest(first, NEEDS);
        var published = first[0];
        return String.join(
                "\n",
                "with seen as (insert into inbox (" + SEEN.names() + ") select " + SEEN.values() + " from " + seen
                        + "),",
                "created as (insert into workflow_instance (" + InstanceRows.NEW.names() + ", version) select "
                        + InstanceRows.NEW.values() + ", 1 from " + created + "),",
                "changed as (update workflow_instance i set " + InstanceRows.STANDING.assignments()
                        + ", version = i.version + 1, lease_until = null, updated_at = now() from " + changed
                        + " where i.id = u.id and i.version = u.version returning 1),",
                "history as (insert into workflow_history (" + HISTORY.names() + ") select " + HISTORY.values()
                        + " from " + history + "),",
                "outgoing as (" + outbox(published + 2, false) + " returning id),",
                "held as (" + outbox(published + 5, true) + "),",
                "lacking as (insert into instance_need (" + NEEDS.names() + ") select " + NEEDS.values() + " from "
                        + lacking + " on conflict do nothing),",
                "lacked as (delete from instance_need n using " + lacked
                        + " where n.instance_id = u.instance_id and n.need = u.need),",
                "published as (delete from outbox_batch where id = any($" + published + "::bigint[]))",
                "select require_rows((select count(*) from changed), $" + (published + 1) + "::bigint),"
                        + " (select id from outgoing) as outgoing");
    }

    private static String outbox(int first, boolean held) {
        return "insert into outbox_batch (flows, messages, records, held) select $%d::text[], $%d::text[], $%d::bytea, %b"
                        .formatted(first, first + 1, first + 2, held)
                + " where $" + (first + 2) + " is not null";
    }

    private static String unnest(int[] next, Columns<?> columns) {
        var sql = columns.unnest(next[0]);
        next[0] += columns.count();
        return sql;
    }

    /** The id of the outgoing row; empty when there is nothing to publish. */
    Uni<Optional<Long>> execute(SqlClient database) {
        var parameters = new ArrayList<@Nullable Object>();
        parameters.addAll(SEEN.arrays(seen));
        parameters.addAll(InstanceRows.NEW.arrays(created));
        parameters.addAll(InstanceRows.CHANGED.arrays(changed));
        parameters.addAll(HISTORY.arrays(history));
        parameters.addAll(NEEDS.arrays(lacking));
        parameters.addAll(NEEDS.arrays(lacked));
        parameters.add(published.toArray(Long[]::new));
        parameters.add((long) changed.size());
        add(parameters, outgoing);
        add(parameters, held);
        return database.preparedQuery(SQL)
                .execute(Tuple.from(parameters))
                .map(rows -> Optional.ofNullable(rows.iterator().next().getLong("outgoing")));
    }

    private static void add(List<@Nullable Object> parameters, OutboxRow row) {
        parameters.add(row.correlationIds().toArray(String[]::new));
        parameters.add(row.messages().toArray(String[]::new));
        parameters.add(row.records().isEmpty() ? null : Buffer.buffer(row.bytes()));
    }
}
