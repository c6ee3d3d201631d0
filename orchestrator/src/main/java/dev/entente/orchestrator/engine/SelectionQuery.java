package dev.entente.orchestrator.engine;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A {@link Selection} as a statement. Only what is given is in it: plans are made once and for any parameters, and a condition that may
 * or may not count lets none of them use an index.
 */
final class SelectionQuery {

    private static final String COLUMNS =
            "select id, workflow, business_key, correlation_id, connection, region, hops, traceparent, state"
                    + " from workflow_instance where ";

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final int most;

    private SelectionQuery(int most) {
        this.most = most;
    }

    /**
     * Of those that are not named, only unfinished ones are meant.
     *
     * @param statesThatNeed the selection's connection, as {@link Destinations} names them; empty when it has none
     * @param enteredBy the latest moment at which the present state was entered, if that is asked for
     */
    static SelectionQuery of(Selection selection, List<String> statesThatNeed, @Nullable OffsetDateTime enteredBy) {
        var query = new SelectionQuery(selection.most());
        if (selection.ids() == null) {
            query.conditions.add("status in ('ACTIVE', 'PARKED', 'PAUSED')");
        } else {
            query.and("id = any(%s::text[])", (Object) selection.ids().toArray(String[]::new));
        }
        query.and("workflow = %s", selection.workflow());
        query.and("state = %s", selection.state());
        query.and("parked_kind = %s", selection.parkedKind());
        query.and("position(lower(%s) in lower(parked_reason)) > 0", selection.parkedReason());
        query.and("business_key = %s", selection.businessKey());
        query.and("entered_at <= %s", enteredBy);
        if (selection.connection() != null) {
            query.and("""
                    (connection = %s or pause_held_for = %s
                    or workflow || '/' || connection || '/' || state || case when attempt > 0 then '/asked' else '/new' end
                        = any(%s::text[]))""", selection.connection(), selection.connection(), statesThatNeed.toArray(String[]::new));
        }
        return query;
    }

    /** Narrows it to what an earlier definition has stored. */
    SelectionQuery earlier(Workflows workflows) {
        return and(Workflows.earlier("%s", "%s"), workflows.names(), workflows.versions());
    }

    /** Narrows it to what was moved from an earlier definition and can be moved back. */
    SelectionQuery moved() {
        conditions.add("exists (select from definition_move where instance_id = workflow_instance.id and moved)");
        return this;
    }

    /** Adds a condition, each {@code %s} in it a value; without a value, none. */
    private SelectionQuery and(String condition, @Nullable Object... given) {
        var numbers = new ArrayList<String>();
        for (var value : given) {
            if (value == null) {
                return this;
            }
            values.add(value);
            numbers.add("$" + values.size());
        }
        conditions.add(condition.formatted(numbers.toArray()));
        return this;
    }

    String sql() {
        return COLUMNS + String.join(" and ", conditions) + " order by entered_at, id limit $" + (values.size() + 1);
    }

    Uni<List<Row>> run(SqlClient database) {
        var parameters = new ArrayList<>(values);
        parameters.add(most);
        return database.preparedQuery(sql())
                .execute(Tuple.from(parameters))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList());
    }
}
