package dev.entente.support.requesttracker;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.ExternalIds;

/**
 * What an administrator may have set up differently; see docs/operations/request-tracker.md.
 *
 * @param queue where tickets are opened, and whose tickets the feed tells about
 * @param catalog of the assets that show entitlements
 * @param customerField of tickets and assets: the customer in the CRM, with the prefix
 * @param keyField of tickets: our key
 * @param prefix in front of what identifies a customer
 * @param feedPage transactions of one page of the feed, 1 to 100
 */
record RequestTrackerSettings(
        String queue,
        String catalog,
        String customerField,
        String keyField,
        String tierField,
        String startsField,
        String endsField,
        String orderNumberField,
        String orderStatusField,
        String correlationField,
        String prefix,
        int feedPage) {

    static RequestTrackerSettings of(Connection connection) {
        return new RequestTrackerSettings(
                connection.setting("queue"),
                connection.setting("catalog", "Entitlements"),
                connection.setting("customer-field", "crm_customer"),
                connection.setting("key-field", "entente_key"),
                connection.setting("tier-field", "support_tier"),
                connection.setting("starts-field", "entitlement_starts"),
                connection.setting("ends-field", "entitlement_ends"),
                connection.setting("order-number-field", "erp_order_number"),
                connection.setting("order-status-field", "erp_order_status"),
                connection.setting("correlation-field", "entente_correlation_id"),
                connection.setting("prefix", "entente-"),
                Integer.parseInt(connection.setting("feed-page", "100")));
    }

    ExternalIds externalIds() {
        return new ExternalIds(prefix);
    }
}
