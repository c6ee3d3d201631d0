package dev.entente.orchestrator.reference;

import dev.entente.orchestrator.engine.ItemResult;
import dev.entente.orchestrator.engine.Operations;
import dev.entente.orchestrator.quotetocash.MapProducts.ReferenceDataChanged;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.util.HashMap;
import java.util.function.Function;

/** Lets parked instances go on when what they lacked is there: at once, and by a sweep in case a crash came between. */
@ApplicationScoped
class Releases {

    private static final Logger LOG = Logger.getLogger(Releases.class);

    /** Page by page: some do not go on, whatever they are sent, until a newer version runs again, and nobody must wait behind them. */
    private static final int PAGE = 500;

    private static final String SATISFIED = """
            select n.instance_id, min(n.need) as need from instance_need n
            where n.instance_id > $1
              and (exists (select 1 from product_mapping m where n.need = 'product:' || m.connection || ':' || m.product_key)
                or exists (select 1 from price_mapping p where n.need = 'price:' || p.product_code || ':' || p.currency))
            group by n.instance_id
            order by n.instance_id limit $2""";

    private static final String NEEDING =
            "select instance_id, need from instance_need where need = $3 and instance_id > $1 order by instance_id limit $2";

    private static final String NEEDING_PRICE = """
            select n.instance_id, min(n.need) as need from instance_need n join workflow_instance i on i.id = n.instance_id
            where i.connection = $3 and starts_with(n.need, $4) and n.instance_id > $1
            group by n.instance_id
            order by n.instance_id limit $2""";

    private final Pool database;
    private final Operations operations;

    Releases(Pool database, Operations operations) {
        this.database = database;
        this.operations = operations;
    }

    /** How many instances go on because of it; those that lack something else still wait. */
    Uni<Integer> release(String need) {
        return releaseAfter(0, "", last -> database.preparedQuery(NEEDING).execute(Tuple.of(last, PAGE, need)));
    }

    /** How many instances go on because a product of their connection is no longer the one whose price they lacked. */
    Uni<Integer> releaseRemapped(String connection, String formerCode) {
        return releaseAfter(
                0,
                "",
                last -> database.preparedQuery(NEEDING_PRICE)
                        .execute(Tuple.of(last, PAGE, connection, "price:" + formerCode + ":")));
    }

    @Scheduled(every = "10s", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return releaseAfter(0, "", last -> database.preparedQuery(SATISFIED).execute(Tuple.of(last, PAGE)))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("releases.postponed reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Integer> releaseAfter(int before, String instanceId, Function<String, Uni<RowSet<Row>>> pageAfter) {
        return pageAfter
                .apply(instanceId)
                .chain(waiting -> signal(waiting)
                        .map(released -> before + released)
                        .chain(released -> waiting.size() < PAGE
                                ? Uni.createFrom().item(released)
                                : releaseAfter(released, last(waiting), pageAfter)));
    }

    private static String last(RowSet<Row> page) {
        var last = "";
        for (var row : page) {
            last = row.getString("instance_id");
        }
        return last;
    }

    private Uni<Integer> signal(RowSet<Row> waiting) {
        var needs = new HashMap<String, String>();
        waiting.forEach(row -> needs.put(row.getString("instance_id"), row.getString("need")));
        return operations
                .sendAll(needs.keySet(), id -> new ReferenceDataChanged(needs.getOrDefault(id, "")))
                .map(results ->
                        (int) results.stream().filter(ItemResult::wentOn).count());
    }
}
