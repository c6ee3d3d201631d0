package dev.entente.support;

import dev.entente.adapter.webhook.WebhookScheme;
import dev.entente.contracts.message.SupportCommand.RecordEntitlement;
import io.smallrye.mutiny.Uni;

/** The port: one connection to one support tool. Failures of the tool arrive as {@code VendorFailure}. */
public interface SupportConnector {

    WebhookScheme webhooks();

    /** Shows the entitlement on the customer and makes its people known; repeating it changes nothing. */
    Uni<Void> recordEntitlement(RecordEntitlement entitlement, String correlationId);
}
