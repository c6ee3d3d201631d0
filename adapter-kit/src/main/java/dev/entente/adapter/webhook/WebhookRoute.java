package dev.entente.adapter.webhook;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code POST /webhooks/{connection}}: a plain route, because signatures are made over raw bytes. */
@ApplicationScoped
class WebhookRoute {

    private final WebhookGate gate;

    WebhookRoute(WebhookGate gate) {
        this.gate = gate;
    }

    void register(@Observes Router router) {
        router.post("/webhooks/:connection").handler(gate);
    }
}
