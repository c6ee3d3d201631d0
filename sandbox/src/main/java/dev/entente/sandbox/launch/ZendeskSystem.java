package dev.entente.sandbox.launch;

import dev.entente.sandbox.launch.Component.Readiness;

import java.util.List;
import java.util.Map;

/** A simulated Zendesk account. */
final class ZendeskSystem implements ConnectedSystem {

    private static final String NAME = "zendesk";
    private static final String AGENT = "integration@example.com";

    private final LocalMachine machine;
    private final Limits limits;

    ZendeskSystem(LocalMachine machine, Limits limits) {
        this.machine = machine;
        this.limits = limits;
    }

    @Override
    public String connection() {
        return "helpdesk";
    }

    @Override
    public String front() {
        return NAME;
    }

    @Override
    public List<Component> components() {
        return List.of(machine.own(
                NAME,
                "Simulated Zendesk",
                "zendesk.ZendeskMain",
                192,
                new Readiness.Answers(machine.url(NAME) + "/", 200),
                machine.url(NAME),
                "port=" + machine.port(NAME),
                "data=" + machine.data("vendors"),
                "email=" + AGENT,
                "api-token-file=" + machine.secret("zendesk-api-token"),
                "webhook-secret-file=" + machine.secret("zendesk-webhook-secret"),
                "webhook-target=" + machine.url("support-adapter") + "/webhooks/" + connection(),
                "requests-per-minute=" + limits.zendeskPerMinute()));
    }

    @Override
    public Map<String, String> connectionSettings() {
        return Map.of(
                "vendor",
                "zendesk",
                "base-url",
                machine.url(NAME),
                "region",
                "eu",
                "webhook-secret-files",
                machine.secret("zendesk-webhook-secret"),
                "credential-files.api-token",
                machine.secret("zendesk-api-token"),
                "settings.email",
                AGENT,
                "settings.feed-page",
                Integer.toString(limits.feedPage()),
                "concurrency",
                "8",
                "timeout",
                limits.vendorTimeout());
    }
}
