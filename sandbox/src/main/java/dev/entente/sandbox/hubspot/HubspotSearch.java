package dev.entente.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.vendor.Exchange.BadRequest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * A search among CRM objects: one group of filters, by numbers and times, sorted by one number, in pages. As with HubSpot what was
 * written a moment ago is not found yet, and nothing behind the ten thousandth result.
 */
record HubspotSearch(List<Predicate<ObjectNode>> filters, String sort, String[] properties, int limit, int after) {

    private static final Duration SLOWEST_INDEX = Duration.ofSeconds(2);
    private static final int MOST_IN_A_PAGE = 200;
    private static final int MOST_RESULTS = 10_000;
    private static final int MOST_FILTERS = 6;

    /** @param next where the next page begins */
    record Page(int total, List<ObjectNode> records, Optional<String> next) {}

    static HubspotSearch parse(JsonNode body) throws BadRequest {
        for (var required : List.of("filterGroups", "sorts", "properties", "limit", "after")) {
            if (!body.has(required)) {
                throw new BadRequest(required + " is required");
            }
        }
        if (body.path("filterGroups").size() != 1 || body.path("sorts").size() != 1) {
            throw new BadRequest("this simulation wants one group of filters and one sort");
        }
        var limit = body.path("limit").asInt();
        var after = body.path("after").asInt();
        if (limit < 1 || limit > MOST_IN_A_PAGE || after + limit > MOST_RESULTS) {
            throw new BadRequest("limit is at most 200, and at most 10000 results are given");
        }
        var filters = new ArrayList<Predicate<ObjectNode>>();
        for (var filter : body.path("filterGroups").path(0).path("filters")) {
            filters.add(filter(filter));
        }
        if (filters.size() > MOST_FILTERS) {
            throw new BadRequest("a group has at most 6 filters");
        }
        var properties = StreamSupport.stream(body.path("properties").spliterator(), false)
                .map(JsonNode::asText)
                .toArray(String[]::new);
        return new HubspotSearch(filters, body.path("sorts").path(0).asText(), properties, limit, after);
    }

    private static Predicate<ObjectNode> filter(JsonNode filter) throws BadRequest {
        var property = filter.path("propertyName").asText();
        var value = filter.path("value").asText();
        if (!value.matches("\\d{1,18}")) {
            throw new BadRequest(
                    "this simulation compares with numbers and milliseconds only, not with '" + value + "'");
        }
        var wanted = Long.parseLong(value);
        return switch (filter.path("operator").asText()) {
            case "GTE" -> record -> number(record, property) >= wanted;
            case "GT" -> record -> number(record, property) > wanted;
            case "EQ" -> record -> number(record, property) == wanted;
            default -> throw new BadRequest("this simulation does not know the operator " + filter.path("operator"));
        };
    }

    private static long number(ObjectNode record, String property) {
        var value = record.path("properties").path(property).asText("0");
        return value.matches("\\d{1,18}")
                ? Long.parseLong(value)
                : Instant.parse(value).toEpochMilli();
    }

    /** Each record has its own delay, so that one that changed later can be found sooner. */
    private static boolean isIndexed(ObjectNode record, Instant now) {
        var delay = SLOWEST_INDEX.dividedBy(1 + record.path("id").asLong() % 3);
        return Instant.parse(record.path("updatedAt").asText()).isBefore(now.minus(delay));
    }

    Page page(List<ObjectNode> records, Instant now) {
        var found = records.stream()
                .filter(record -> isIndexed(record, now))
                .filter(record -> filters.stream().allMatch(filter -> filter.test(record)))
                .sorted(Comparator.comparingLong(record -> number(record, sort)))
                .toList();
        var end = Math.min(after + limit, found.size());
        return new Page(
                found.size(),
                after < end ? found.subList(after, end) : List.of(),
                end < found.size() ? Optional.of(Integer.toString(end)) : Optional.empty());
    }
}
