package dev.entente.crm;

import dev.entente.adapter.connection.Connections;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.polling.Feeds;
import dev.entente.adapter.webhook.InboundEvent;
import dev.entente.adapter.webhook.Intake;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.List;

/**
 * Asks each CRM for what changed and takes it in as if it had been told: a webhook that was never sent, or that the
 * vendor gave up, is made up for. What a webhook told as well is read once more, and changes nothing. What was taken in once is not
 * found again.
 */
@ApplicationScoped
class OpportunityFeed {

    private final VendorConnectors<CrmConnector> connectors;
    private final Connections connections;
    private final Feeds feeds;
    private final Intake intake;

    OpportunityFeed(VendorConnectors<CrmConnector> connectors, Connections connections, Feeds feeds, Intake intake) {
        this.connectors = connectors;
        this.connections = connections;
        this.feeds = feeds;
        this.intake = intake;
    }

    @Scheduled(
            every = "${entente.feed.every:PT30S}",
            delayed = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> poll() {
        return feeds.pollAll("opportunities", connectors, connector -> connector::changedOpportunities, this::takeIn);
    }

    private Uni<Void> takeIn(String connection, InboundEvent change) {
        return intake.accept(connections.find(connection).orElseThrow(), List.of(change));
    }
}
