package dev.entente.sandbox.launch;

import dev.entente.sandbox.launch.Component.Readiness;

import java.util.Map;

/** A real Request Tracker. */
final class RequestTrackerSystem extends RealSystem {

    private static final String CONNECTION = "desk";

    RequestTrackerSystem(LocalMachine machine, Limits limits) {
        super(
                machine,
                limits,
                "request-tracker",
                "Request Tracker",
                Map.of(
                        "ENTENTE_WEBHOOK_URL",
                        machine.url("support-adapter") + "/webhooks/" + CONNECTION,
                        "ENTENTE_WEBHOOK_SECRET_FILE",
                        machine.secret("request-tracker-webhook-secret")));
    }

    @Override
    public String connection() {
        return CONNECTION;
    }

    /** It wants to know who asks. */
    @Override
    protected Readiness ready(String serverUrl) {
        return new Readiness.Answers(serverUrl + "/REST/2.0/rt", 401);
    }

    @Override
    String login() {
        return "Request Tracker: " + machine.url("request-tracker-server") + ", user root, password in "
                + credential("root-password");
    }

    @Override
    public Map<String, String> connectionSettings() {
        return Map.of(
                "vendor",
                "request-tracker",
                "base-url",
                machine.url("request-tracker"),
                "region",
                "eu",
                "webhook-secret-files",
                machine.secret("request-tracker-webhook-secret"),
                "credential-files.token",
                credential("token").toString(),
                "settings.queue",
                "Support",
                "settings.feed-page",
                Integer.toString(limits.feedPage()),
                "concurrency",
                "4",
                "timeout",
                limits.realVendorTimeout());
    }
}
