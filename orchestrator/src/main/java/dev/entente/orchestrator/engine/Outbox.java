package dev.entente.orchestrator.engine;

import dev.entente.service.messaging.Publisher;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import java.util.List;

/**
 * Messages written in the same transaction as the states that caused them. Whoever wrote them publishes them after the
 * commit and has them deleted; what a crash or an absent broker leaves behind is the {@link OutboxRelay}'s. Published twice
 * at the worst, and then with the same id.
 */
@ApplicationScoped
class Outbox {

    private static final Logger LOG = Logger.getLogger(Outbox.class);

    /** A broker that does not answer must not fill the memory: what comes after so many rows waits in the table. */
    private static final int MOST_UNDER_WAY = 64;

    /**
     * What no batch has taken along by then is deleted for its own sake. Longer than a busy replica takes until its next batch; shorter
     * than a vendor takes to answer, because another replica that is told of the answer waits for rows of the same flow.
     */
    private static final long LEFT_MILLIS = 20;

    private static final String DELETE = "delete from outbox_batch where id = any($1::bigint[])";

    private final Pool database;
    private final Publisher publisher;
    private final Vertx vertx;
    private final RowsUnderWay underWay = new RowsUnderWay();

    Outbox(Pool database, Publisher publisher, Vertx vertx) {
        this.database = database;
        this.publisher = publisher;
        this.vertx = vertx;
    }

    /** Whether rows must be left to the relay now. */
    boolean isFull() {
        return underWay.sending() >= MOST_UNDER_WAY;
    }

    /**
     * Publishes what was committed. Nobody need wait for the end: a failure is the relay's business.
     *
     * @param seen when it was looked up which flows have older rows waiting
     */
    void publish(long id, OutboxRow row, RowsUnderWay.Seen seen) {
        Uni.createFrom()
                .completionStage(underWay.send(id, row.flows(), seen))
                .chain(() -> publisher.publish(row.records()))
                .subscribe()
                .with(done -> published(id), failure -> {
                    LOG.warnf("outbox.publish-postponed reason=\"%s\"", failure.getMessage());
                    underWay.failed(id, failure);
                });
    }

    private void published(long id) {
        underWay.published(id);
        vertx.setTimer(LEFT_MILLIS, ignored -> {
            if (underWay.isLeft(id)) {
                deletePublished()
                        .subscribe()
                        .with(
                                deleted -> {},
                                failure -> LOG.debugf("outbox.delete-postponed reason=\"%s\"", failure.getMessage()));
            }
        });
    }

    /** All rows that are published and that nobody deletes yet. */
    Uni<Void> deletePublished() {
        return Uni.createFrom().deferred(() -> {
            var ids = underWay.takePublished();
            return delete(database, ids)
                    .invoke(() -> underWay.deleted(ids))
                    .onFailure()
                    .invoke(() -> underWay.giveBack(ids));
        });
    }

    static Uni<Void> delete(SqlClient database, List<Long> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.preparedQuery(DELETE)
                        .execute(Tuple.of(ids.toArray(Long[]::new)))
                        .replaceWithVoid();
    }

    RowsUnderWay underWay() {
        return underWay;
    }
}
