package dev.entente.sandbox.launch;

import dev.entente.sandbox.launch.Component.Readiness;

import java.util.List;
import java.util.Map;

/** A simulated HubSpot account. */
final class HubspotSystem implements ConnectedSystem {

    private static final String NAME = "hubspot";

    private final LocalMachine machine;
    private final Limits limits;

    HubspotSystem(LocalMachine machine, Limits limits) {
        this.machine = machine;
        this.limits = limits;
    }

    @Override
    public String connection() {
        return "emea";
    }

    @Override
    public String front() {
        return NAME;
    }

    private String webhooks() {
        return machine.url("crm-adapter") + "/webhooks/" + connection();
    }

    @Override
    public List<Component> components() {
        return List.of(machine.own(
                NAME,
                "Simulated HubSpot",
                "hubspot.HubspotMain",
                192,
                new Readiness.Answers(machine.url(NAME) + "/", 200),
                machine.url(NAME),
                "port=" + machine.port(NAME),
                "data=" + machine.data("vendors"),
                "access-token-file=" + machine.secret("hubspot-access-token"),
                "webhook-secret-file=" + machine.secret("hubspot-webhook-secret"),
                "webhook-target=" + webhooks(),
                "retry-spread=" + limits.webhookRetrySpread(),
                "requests-per-10s=" + limits.hubspotPer10Seconds()));
    }

    @Override
    public Map<String, String> connectionSettings() {
        return Map.of(
                "vendor",
                "hubspot",
                "base-url",
                machine.url(NAME),
                "region",
                "eu",
                "public-url",
                webhooks(),
                "webhook-secret-files",
                machine.secret("hubspot-webhook-secret"),
                "credential-files.access-token",
                machine.secret("hubspot-access-token"),
                "concurrency",
                "8",
                "timeout",
                limits.vendorTimeout(),
                "settings.feed-page",
                Integer.toString(limits.feedPage()));
    }
}
