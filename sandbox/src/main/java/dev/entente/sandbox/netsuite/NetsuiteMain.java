package dev.entente.sandbox.netsuite;

import dev.entente.sandbox.vendor.Records;
import dev.entente.sandbox.vendor.ServerArguments;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Base64;

/** {@code port= data= client-id= certificate-id= public-key-file= [concurrency=5] [time-zone=UTC]}; the key is an EC P-256 one in PEM. */
public final class NetsuiteMain {

    private NetsuiteMain() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        var settings = ServerArguments.parse(arguments);
        var pem = settings.secret("public-key-file").replaceAll("-----[A-Z ]+-----|\\s", "");
        var key = KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem)));
        var clock = Clock.systemUTC();
        new NetsuiteServer(
                        settings.number("port"),
                        new Records(settings.path("data").resolve("netsuite.jsonl")),
                        clock,
                        new ClientAssertions(key, settings.text("client-id"), settings.text("certificate-id"), clock),
                        settings.number("concurrency", 5),
                        ZoneId.of(settings.text("time-zone", "UTC")))
                .start();
    }
}
