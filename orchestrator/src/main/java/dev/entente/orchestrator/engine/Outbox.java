package dev.entente.orchestrator.engine;

import dev.entente.service.messaging.Publisher;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

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

    private final Publisher publisher;
    private final RowsUnderWay underWay = new RowsUnderWay();

    Outbox(Publisher publisher) {
        this.publisher = publisher;
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
                .with(done -> underWay.published(id), failure -> {
                    LOG.warnf("outbox.publish-postponed reason=\"%s\"", failure.getMessage());
                    underWay.failed(id, failure);
                });
    }

    RowsUnderWay underWay() {
        return underWay;
    }
}
