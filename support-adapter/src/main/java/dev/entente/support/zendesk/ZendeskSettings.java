package dev.entente.support.zendesk;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.ExternalIds;

/**
 * Keys of the organization fields that hold an entitlement; see docs/operations/zendesk.md. They must exist in the
 * account: Zendesk drops a field it does not know without a word.
 *
 * @param feedPage tickets of one page of the incremental export, 1 to 1000
 */
record ZendeskSettings(
        String tierField,
        String startsField,
        String endsField,
        String orderNumberField,
        String orderStatusField,
        String correlationField,
        String externalIdPrefix,
        int feedPage) {

    static ZendeskSettings of(Connection connection) {
        return new ZendeskSettings(
                connection.setting("tier-field", "support_tier"),
                connection.setting("starts-field", "entitlement_starts"),
                connection.setting("ends-field", "entitlement_ends"),
                connection.setting("order-number-field", "erp_order_number"),
                connection.setting("order-status-field", "erp_order_status"),
                connection.setting("correlation-field", "entente_correlation_id"),
                connection.setting("external-id-prefix", "entente-"),
                Integer.parseInt(connection.setting("feed-page", "1000")));
    }

    ExternalIds externalIds() {
        return new ExternalIds(externalIdPrefix);
    }
}
