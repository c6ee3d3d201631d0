package dev.entente.adapter.polling;

import java.util.List;

/**
 * One page of what changed at a vendor.
 *
 * @param items in no particular order; an item may come again on a later page or poll
 * @param position where to go on: the connector's own words (a moment, a number, a token), opaque to everybody else
 * @param more whether the next page can be read at once
 */
public record FeedPage<T>(List<T> items, String position, boolean more) {

    public FeedPage {
        items = List.copyOf(items);
    }
}
