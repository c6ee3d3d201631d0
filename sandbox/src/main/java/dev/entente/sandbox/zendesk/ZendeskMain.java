package dev.entente.sandbox.zendesk;

import dev.entente.sandbox.vendor.Records;
import dev.entente.sandbox.vendor.ServerArguments;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;

/** {@code port= data= email= api-token-file= webhook-target= webhook-secret-file= [requests-per-minute=700]}. */
public final class ZendeskMain {

    private ZendeskMain() {}

    public static void main(String[] arguments) throws IOException {
        var settings = ServerArguments.parse(arguments);
        new ZendeskServer(
                        settings.number("port"),
                        new Records(settings.path("data").resolve("zendesk.jsonl")),
                        Clock.systemUTC(),
                        settings.text("email"),
                        settings.secret("api-token-file"),
                        settings.number("requests-per-minute", 700),
                        new ZendeskWebhookSender.Settings(
                                URI.create(settings.text("webhook-target")), settings.secret("webhook-secret-file")))
                .start();
    }
}
