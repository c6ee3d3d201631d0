package dev.entente.erp.netsuite;

import dev.entente.adapter.connection.Connection;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an account's administrator may have set up differently; see docs/operations/netsuite.md.
 *
 * @param externalIdPrefix in front of our external ids, because a record has one external id and another integration may
 *     have taken it
 * @param subsidiary internal id, in OneWorld accounts
 * @param taxRateBySchedule percent by internal id of the item's tax schedule, for the price lookup; the exact tax is read
 *     from the order
 * @param priceLevels internal id by the name that the reference data gives a price level
 * @param feedPage rows of one page of the order feed, 1 to 1000
 * @param timeZone in which the account understands a time without one (the user's or the company's: Oracle does not say);
 *     has no default, because with a wrong one changes would be overlooked without anybody noticing
 */
record NetsuiteSettings(
        String externalIdPrefix,
        @Nullable String subsidiary,
        Map<String, BigDecimal> taxRateBySchedule,
        Map<String, String> priceLevels,
        int feedPage,
        ZoneId timeZone) {

    static NetsuiteSettings of(Connection connection) {
        return new NetsuiteSettings(
                connection.setting("external-id-prefix", "entente-"),
                connection.settings().get("subsidiary"),
                pairs(connection.setting("tax-rates", ""), BigDecimal::new),
                pairs(connection.setting("price-levels", "standard:1"), id -> id),
                Integer.parseInt(connection.setting("feed-page", "200")),
                zone(connection));
    }

    private static ZoneId zone(Connection connection) {
        var zone = connection.setting("time-zone");
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            throw new IllegalStateException(
                    "connection " + connection.name() + " has a time-zone that is unknown: '" + zone + "'", unknown);
        }
    }

    /** {@code 1:19,2:7}. */
    private static <T> Map<String, T> pairs(String list, Function<String, T> value) {
        return Arrays.stream(list.split(","))
                .filter(pair -> !pair.isBlank())
                .map(pair -> pair.strip().split(":"))
                .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> value.apply(pair[1])));
    }
}
