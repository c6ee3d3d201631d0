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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Deals by the time of their last change, of those that close after the feed was begun: whoever tidies up among the deals of former
 * years makes no orders. HubSpot's search may find a record only a while after it was written: the overlap of the feed must be longer
 * than that. A deal that was deleted is not found.
 *
 * <p>Its position is {@code begun~cursor}.
 */
final class HubspotFeed {

    private static final String CHANGED = "hs_lastmodifieddate";
    private static final String CLOSES = "closedate";

    /** A close date is a day, in the time zone of whoever enters it. */
    private static final Duration A_DAY = Duration.ofDays(1);

    private final HubspotApi api;
    private final HubspotSettings settings;
    private final Clock clock;

    HubspotFeed(HubspotApi api, HubspotSettings settings, Clock clock) {
        this.api = api;
        this.settings = settings;
        this.clock = clock;
    }

    Uni<FeedPage<InboundEvent>> changed(@Nullable String position, Duration overlap) {
        var now = clock.instant();
        if (position == null) {
            return Uni.createFrom().item(new FeedPage<>(List.of(), now + "~" + now, false));
        }
        var parts = position.split("~", 2);
        var begun = Instant.parse(parts[0]);
        var cursor = StampCursor.at(parts[1], overlap, now);
        var search = new HubspotApi.Search("deals", CHANGED, cursor.since(), CLOSES, begun.minus(A_DAY));
        return api.search(search, cursor.afterId(), settings.feedPage()).map(page -> {
            var read = cursor.page(
                    page.records().stream().map(deal -> event(deal, now)).toList(),
                    page.records().stream()
                            .map(deal -> new Row(deal.id(), changed(deal)))
                            .toList(),
                    page.more());
            return new FeedPage<>(read.items(), begun + "~" + read.position(), read.more());
        });
    }

    /**
     * In the form of a webhook's event, as far as anybody reads it.
     *
     * @param now for a change whose time is not understood
     */
    private static InboundEvent event(HubspotRecord deal, Instant now) {
        var occurred = Objects.requireNonNullElse(changed(deal), now);
        var payload = JsonNodeFactory.instance
                .objectNode()
                .put("subscriptionType", "deal.changeFound")
                .put("objectId", deal.id())
                .put("occurredAt", occurred.toEpochMilli());
        return new InboundEvent(
                "found|deal|" + deal.id() + "|" + deal.property(CHANGED, ""),
                "opportunity",
                deal.id(),
                occurred,
                payload.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable Instant changed(HubspotRecord deal) {
        try {
            return Instant.parse(deal.property(CHANGED, ""));
        } catch (DateTimeException otherForm) {
            return null;
        }
    }
}
