package dev.entente.sandbox.launch;

import dev.entente.sandbox.launch.Component.Readiness;

import java.util.Map;

/** A real Tryton. */
final class TrytonSystem extends RealSystem {

    TrytonSystem(LocalMachine machine, Limits limits) {
        super(machine, limits, "tryton", "Tryton", Map.of());
    }

    @Override
    public String connection() {
        return "ledger";
    }

    /** Its address takes POST only. */
    @Override
    protected Readiness ready(String serverUrl) {
        return new Readiness.Answers(serverUrl + "/", 405);
    }

    @Override
    String login() {
        return "Tryton: any Tryton 6.0 client, 127.0.0.1:" + machine.port("tryton-server")
                + ", database tryton, user admin, password in " + credential("admin-password");
    }

    @Override
    public Map<String, String> connectionSettings() {
        return Map.of(
                "vendor",
                "tryton",
                "base-url",
                machine.url("tryton") + "/tryton",
                "region",
                "eu",
                "credential-files.password",
                credential("password").toString(),
                "settings.user",
                "integration",
                "settings.feed-page",
                Integer.toString(limits.feedPage()),
                "concurrency",
                "4",
                "timeout",
                limits.realVendorTimeout());
    }
}
