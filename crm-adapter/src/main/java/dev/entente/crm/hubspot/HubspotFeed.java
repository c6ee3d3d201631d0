package dev.entente.crm.hubspot;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.polling.FeedPage;
import dev.entente.adapter.polling.StampCursor;
import dev.entente.adapter.polling.StampCursor.Row;
import dev.entente.adapter.webhook.InboundEvent;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Deals by the time of their last change. HubSpot's search may find a record only a while after it was written: the overlap of
 * the feed must be longer than that. A deal that was deleted is not found.
 */
final class HubspotFeed {

    private static final String CHANGED = "hs_lastmodifieddate";

    private final HubspotApi api;
    private final HubspotSettings settings;
    private final Clock clock;

    HubspotFeed(HubspotApi api, HubspotSettings settings, Clock clock) {
        this.api = api;
        this.settings = settings;
        this.clock = clock;
    }

    Uni<FeedPage<InboundEvent>> changed(@Nullable String position, Duration overlap) {
        var cursor = StampCursor.at(position, overlap, clock.instant());
        return api.changed("deals", CHANGED, cursor.since(), cursor.afterId(), settings.feedPage())
                .map(page -> cursor.page(
                        page.records().stream().map(HubspotFeed::event).toList(),
                        page.records().stream()
                                .map(deal -> new Row(deal.id(), changed(deal)))
                                .toList(),
                        page.more()));
    }

    /** In the form of a webhook's event, as far as anybody reads it. */
    private static InboundEvent event(HubspotRecord deal) {
        var changed = changed(deal);
        var payload = JsonNodeFactory.instance
                .objectNode()
                .put("subscriptionType", "deal.changeFound")
                .put("objectId", Long.parseLong(deal.id()))
                .put("occurredAt", changed.toEpochMilli());
        return new InboundEvent(
                "found|deal|" + deal.id() + "|" + changed,
                "opportunity",
                deal.id(),
                changed,
                payload.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Instant changed(HubspotRecord deal) {
        return Instant.parse(deal.property(CHANGED, ""));
    }
}
