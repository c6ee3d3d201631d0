package dev.entente.crm.hubspot;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.polling.FeedPage;
import dev.entente.adapter.polling.StampCursor;
import dev.entente.adapter.polling.StampCursor.Row;
import dev.entente.adapter.webhook.InboundEvent;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    HubspotFeed(HubspotApi api, HubspotSettings settings) {
        this.api = api;
        this.settings = settings;
    }

    Uni<FeedPage<InboundEvent>> changed(@Nullable String position, Duration overlap) {
        return position == null ? begin() : page(position, overlap);
    }

    /** Asks only for the vendor's time. */
    private Uni<FeedPage<InboundEvent>> begin() {
        var asked = api.clock().moment();
        return search(asked.get(), asked.get(), Optional.empty())
                .map(ignored -> new FeedPage<>(List.of(), asked.get() + "~" + asked.get(), false));
    }

    private Uni<FeedPage<InboundEvent>> page(String position, Duration overlap) {
        var asked = api.clock().moment();
        var parts = position.split("~", 2);
        var begun = Instant.parse(parts[0]);
        var cursor = StampCursor.at(parts[1], overlap, asked.get());
        return search(cursor.since(), begun, cursor.afterId()).map(page -> {
            var changes = page.records().stream().map(Change::of).toList();
            var read = cursor.page(
                    changes.stream().map(change -> change.event(asked.get())).toList(),
                    changes.stream().map(Change::row).toList(),
                    page.more(),
                    asked.get());
            return new FeedPage<>(read.items(), begun + "~" + read.position(), read.more());
        });
    }

    private Uni<HubspotApi.Page> search(Instant since, Instant begun, Optional<String> afterId) {
        var search = new HubspotApi.Search("deals", CHANGED, since, CLOSES, begun.minus(A_DAY));
        return api.search(search, afterId, settings.feedPage());
    }

    /**
     * A deal that changed.
     *
     * @param stamp of the change, as HubSpot writes it
     * @param time of the change; absent when the stamp is not understood
     */
    private record Change(String id, String stamp, @Nullable Instant time) {

        static Change of(HubspotRecord deal) {
            var stamp = deal.property(CHANGED, "");
            return new Change(deal.id(), stamp, HubspotRecord.moment(stamp));
        }

        Row row() {
            return new Row(id, time);
        }

        /**
         * In the form of a webhook's event, as far as anybody reads it.
         *
         * @param asked in place of a time that is not understood
         */
        InboundEvent event(Instant asked) {
            var occurred = time == null ? asked : time;
            var payload = JsonNodeFactory.instance
                    .objectNode()
                    .put("subscriptionType", "deal.changeFound")
                    .put("objectId", id)
                    .put("occurredAt", occurred.toEpochMilli());
            return new InboundEvent(
                    "found|deal|" + id + "|" + stamp,
                    "opportunity",
                    id,
                    occurred,
                    payload.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
