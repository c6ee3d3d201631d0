package dev.entente.adapter.webhook;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What a vendor sent, before anyone trusts it.
 *
 * @param url the configured public URL, with the query that was sent
 * @param headers by lower-case name
 * @param body the raw bytes: what is signed
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes in transit, never compared
public record WebhookRequest(String method, URI url, Map<String, String> headers, byte[] body) {

    /** @param name in lower case */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
