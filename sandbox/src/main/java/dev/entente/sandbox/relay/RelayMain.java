package dev.entente.sandbox.relay;

import dev.entente.sandbox.vendor.Records;
import dev.entente.sandbox.vendor.ServerArguments;

import java.io.IOException;
import java.net.URI;

/** {@code port= target= name= journal=}: the address that is relayed to, without a path, and what people call the system. */
public final class RelayMain {

    private RelayMain() {}

    public static void main(String[] arguments) throws IOException {
        var settings = ServerArguments.parse(arguments);
        new RelayServer(
                        settings.text("name"),
                        settings.number("port"),
                        new Records(settings.path("journal")),
                        URI.create(settings.text("target")))
                .start();
    }
}
