package dev.entente.sandbox.hubspot;

import dev.entente.sandbox.vendor.Records;
import dev.entente.sandbox.vendor.ServerArguments;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/** {@code port= data= access-token-file= webhook-target= webhook-secret-file= [retry-spread=PT24H] [requests-per-10s=100]}. */
public final class HubspotMain {

    private HubspotMain() {}

    public static void main(String[] arguments) throws IOException {
        var settings = ServerArguments.parse(arguments);
        new HubspotServer(
                        settings.number("port"),
                        new Records(settings.path("data").resolve("hubspot.jsonl")),
                        Clock.systemUTC(),
                        settings.secret("access-token-file"),
                        new HubspotWebhookSender.Settings(
                                URI.create(settings.text("webhook-target")),
                                settings.secret("webhook-secret-file"),
                                Duration.parse(settings.text("retry-spread", "PT24H"))),
                        settings.number("requests-per-10s", 100))
                .start();
    }
}
