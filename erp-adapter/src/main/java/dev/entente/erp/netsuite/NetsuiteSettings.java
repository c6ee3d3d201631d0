package dev.entente.erp.netsuite;

import dev.entente.adapter.connection.Connection;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an account's administrator may have set up differently; see docs/operations/netsuite.md.
 *
 * @param externalIdPrefix in front of our external ids, because a record has one external id and another integration may
 *     have taken it
 * @param subsidiary internal id, in OneWorld accounts
 * @param taxRateBySchedule percent by internal id of the item's tax schedule, for the price lookup; the exact tax is read
 *     from the order
 * @param overdueDaysAllowed how long an invoice may be overdue before credit is refused
 */
record NetsuiteSettings(
        String externalIdPrefix,
        @Nullable String subsidiary,
        Map<String, BigDecimal> taxRateBySchedule,
        int overdueDaysAllowed) {

    static NetsuiteSettings of(Connection connection) {
        return new NetsuiteSettings(
                connection.setting("external-id-prefix", "entente-"),
                connection.settings().get("subsidiary"),
                rates(connection.setting("tax-rates", "")),
                Integer.parseInt(connection.setting("overdue-days-allowed", "30")));
    }

    /** {@code 1:19,2:7}. */
    private static Map<String, BigDecimal> rates(String list) {
        return Arrays.stream(list.split(","))
                .filter(pair -> !pair.isBlank())
                .map(pair -> pair.strip().split(":"))
                .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> new BigDecimal(pair[1])));
    }
}
