package dev.entente.crm.hubspot;

import dev.entente.adapter.connection.Connection;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an account's administrator may call differently; see docs/operations/hubspot.md.
 *
 * @param wonStages deal stages that mean won
 * @param otherStages deal stages that are known and do not mean won; any other is unknown
 * @param paymentTermDays for companies whose payment term is not kept in the CRM
 * @param mostLineItems deals with more are refused unread
 * @param feedPage changed deals that are read at once, at most 200
 * @param acceptedSignatures of v1, v2 and v3
 */
record HubspotSettings(
        Set<String> wonStages,
        Set<String> otherStages,
        String orderNumberProperty,
        String orderStatusProperty,
        String correlationProperty,
        String countryProperty,
        String taxNumberProperty,
        String skuProperty,
        int paymentTermDays,
        int mostLineItems,
        int feedPage,
        ZoneId accountZone,
        Set<String> acceptedSignatures) {

    static HubspotSettings of(Connection connection) {
        return new HubspotSettings(
                words(connection.setting("won-stages", "closedwon")),
                words(connection.setting(
                        "other-stages",
                        "appointmentscheduled,qualifiedtobuy,presentationscheduled,decisionmakerboughtin,"
                                + "contractsent,closedlost")),
                connection.setting("order-number-property", "erp_order_number"),
                connection.setting("order-status-property", "erp_order_status"),
                connection.setting("correlation-property", "entente_correlation_id"),
                connection.setting("country-property", "country"),
                connection.setting("tax-number-property", "vat_number"),
                connection.setting("sku-property", "hs_sku"),
                Integer.parseInt(connection.setting("payment-term-days", "30")),
                Integer.parseInt(connection.setting("most-line-items", "500")),
                Integer.parseInt(connection.setting("feed-page", "100")),
                ZoneId.of(connection.setting("account-time-zone", "UTC")),
                words(connection.setting("accepted-signatures", "v3")));
    }

    /** The properties that we write: a change of one of them is our own echo. */
    List<String> writtenProperties() {
        return List.of(orderNumberProperty, orderStatusProperty, correlationProperty);
    }

    private static Set<String> words(String list) {
        return Stream.of(list.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }
}
