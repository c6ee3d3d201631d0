package dev.entente.erp.tryton;

import dev.entente.adapter.connection.Connection;

/**
 * What an administrator may have set up differently; see docs/operations/tryton.md.
 *
 * @param prefix in front of the party codes and sale references that are ours
 * @param standardPriceLevel the price level that means the customer's own price list, or the list price without one; any
 *     other is the name of a price list
 * @param feedPage sales of one page of the order feed, 1 to 1000
 */
record TrytonSettings(String prefix, String standardPriceLevel, int feedPage) {

    static TrytonSettings of(Connection connection) {
        return new TrytonSettings(
                connection.setting("prefix", "entente-"),
                connection.setting("standard-price-level", "standard"),
                Integer.parseInt(connection.setting("feed-page", "100")));
    }
}
