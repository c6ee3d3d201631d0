package dev.entente.adapter.webhook;

import java.util.Optional;

/** The scheme of each connection that receives webhooks. Implemented once by each adapter. */
public interface WebhookSchemes {

    Optional<WebhookScheme> forConnection(String connection);
}
