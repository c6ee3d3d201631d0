package dev.entente.orchestrator.engine;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import java.util.List;

/** Appends to the history. It has no cap and is read in pages. */
final class History {

    private static final String ADD = """
            insert into workflow_history (instance_id, correlation_id, at, trigger, message_id, from_state, to_state, outcome,
                note, who, traceparent)
            select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
                $8::text[], $9::text[], $10::text[], $11::text[])""";

    private History() {}

    static Uni<Void> add(SqlConnection transaction, List<HistoryLine> lines) {
        if (lines.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var columns = new Columns<>(lines);
        return transaction
                .preparedQuery(ADD)
                .execute(Tuple.from(List.of(
                        columns.texts(HistoryLine::instanceId),
                        columns.texts(HistoryLine::correlationId),
                        columns.times(HistoryLine::at),
                        columns.texts(HistoryLine::trigger),
                        columns.texts(HistoryLine::messageId),
                        columns.texts(HistoryLine::fromState),
                        columns.texts(HistoryLine::toState),
                        columns.texts(HistoryLine::outcome),
                        columns.texts(HistoryLine::note),
                        columns.texts(HistoryLine::who),
                        columns.texts(HistoryLine::traceparent))))
                .replaceWithVoid();
    }
}
