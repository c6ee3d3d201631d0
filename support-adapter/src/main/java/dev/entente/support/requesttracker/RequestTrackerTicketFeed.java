package dev.entente.support.requesttracker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.polling.FeedItems;
import dev.entente.adapter.polling.FeedPage;
import dev.entente.contracts.model.Ticket;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tickets by the transactions that changed them. Their numbers grow, but are handed out before they are committed: a later
 * one can be readable first. So the position stays behind those that are younger than the overlap, and is written {@code
 * settled} or, between pages, {@code settled|last}.
 */
final class RequestTrackerTicketFeed {

    private final RequestTrackerApi api;
    private final RequestTrackerTickets tickets;
    private final RequestTrackerSettings settings;
    private final FeedItems items;

    RequestTrackerTicketFeed(
            RequestTrackerApi api, RequestTrackerTickets tickets, RequestTrackerSettings settings, FeedItems items) {
        this.api = api;
        this.tickets = tickets;
        this.settings = settings;
        this.items = items;
    }

    /** Where the feed stands. */
    record Position(long settled, Optional<Long> last) {

        static Position parse(String written) {
            var parts = written.split("\\|", -1);
            return new Position(
                    Long.parseLong(parts[0]),
                    parts.length == 1 ? Optional.empty() : Optional.of(Long.valueOf(parts[1])));
        }

        long from() {
            return last.orElse(settled);
        }

        /** After a page of transactions, oldest first. It is settled only as far as all before it are. */
        Position after(List<JsonNode> page, Instant settledBefore, boolean more) {
            var newlySettled = page.stream()
                    .takeWhile(row -> created(row).isBefore(settledBefore))
                    .mapToLong(row -> row.path("id").asLong())
                    .max()
                    .orElse(settled);
            var next = from() == settled ? Math.max(settled, newlySettled) : settled;
            return more
                    ? new Position(next, Optional.of(page.getLast().path("id").asLong()))
                    : new Position(next, Optional.empty());
        }

        /** One whose moment cannot be understood is as old as can be: it holds up no other. */
        private static Instant created(JsonNode transaction) {
            try {
                return Instant.parse(transaction.path("Created").asText());
            } catch (DateTimeParseException unreadable) {
                return Instant.MIN;
            }
        }

        @Override
        public String toString() {
            return last.map(id -> settled + "|" + id).orElse(Long.toString(settled));
        }
    }

    Uni<FeedPage<Ticket>> changed(@Nullable String position, Duration overlap) {
        return position == null ? begin() : page(Position.parse(position), overlap);
    }

    private Uni<FeedPage<Ticket>> begin() {
        return api.newest("transactions", transactions(0))
                .map(rows -> rows.isEmpty() ? 0 : rows.getFirst().path("id").asLong())
                .map(newest -> new FeedPage<>(List.of(), new Position(newest, Optional.empty()).toString(), false));
    }

    private Uni<FeedPage<Ticket>> page(Position position, Duration overlap) {
        var asked = api.clock().moment();
        return api.search("transactions", transactions(position.from()), "Created,ObjectId", settings.feedPage())
                .chain(rows -> {
                    var more = rows.size() == settings.feedPage();
                    var next = position.after(rows, asked.get().minus(overlap), more);
                    return read(rows).map(changed -> new FeedPage<>(changed, next.toString(), more));
                });
    }

    private String transactions(long after) {
        return "ObjectType = 'RT::Ticket' AND TicketQueue = " + RequestTrackerApi.quoted(settings.queue())
                + " AND id > " + after;
    }

    /** Each ticket once, however many transactions it had; one that is gone by now is no news. */
    private Uni<List<Ticket>> read(List<JsonNode> transactions) {
        var ids = transactions.stream()
                .map(row -> row.path("ObjectId").asText())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return Multi.createFrom()
                .iterable(ids)
                .onItem()
                .transformToUniAndConcatenate(id -> tickets.read(id)
                        .map(Optional::of)
                        .onFailure(VendorFailure::isNoSuchRecord)
                        .recoverWithItem(Optional.empty())
                        .onFailure(FeedItems::isUnreadable)
                        .recoverWithItem(unreadable -> items.none(id, unreadable)))
                .collect()
                .asList()
                .map(found -> found.stream().flatMap(Optional::stream).toList());
    }
}
