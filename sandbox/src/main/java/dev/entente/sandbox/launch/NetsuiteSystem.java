package dev.entente.sandbox.launch;

import dev.entente.sandbox.launch.Component.Readiness;

import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A simulated NetSuite account. */
final class NetsuiteSystem implements ConnectedSystem {

    private static final String NAME = "netsuite";
    private static final String CLIENT_ID = "sandbox-client";
    private static final String CERTIFICATE_ID = "sandbox-certificate";

    /** Another than this machine's, and one with summer time: what forgets that there are such does not work here. */
    private static final String TIME_ZONE = "America/Los_Angeles";

    private final LocalMachine machine;
    private final Limits limits;

    NetsuiteSystem(LocalMachine machine, Limits limits) {
        this.machine = machine;
        this.limits = limits;
    }

    @Override
    public String connection() {
        return "books";
    }

    @Override
    public String front() {
        return NAME;
    }

    @Override
    public List<Component> components() {
        keys();
        return List.of(machine.own(
                NAME,
                "Simulated NetSuite",
                "netsuite.NetsuiteMain",
                192,
                new Readiness.Answers(machine.url(NAME) + "/", 200),
                machine.url(NAME),
                "port=" + machine.port(NAME),
                "data=" + machine.data("vendors"),
                "client-id=" + CLIENT_ID,
                "certificate-id=" + CERTIFICATE_ID,
                "public-key-file=" + machine.directory().secret("netsuite-public-key.pem"),
                "concurrency=" + limits.netsuiteConcurrency(),
                "time-zone=" + TIME_ZONE));
    }

    @Override
    public Map<String, String> connectionSettings() {
        keys();
        return Map.ofEntries(
                Map.entry("vendor", "netsuite"),
                Map.entry("base-url", machine.url(NAME)),
                Map.entry("region", "eu"),
                Map.entry(
                        "credential-files.private-key",
                        machine.directory().secret("netsuite-private-key.pem").toString()),
                Map.entry("settings.client-id", CLIENT_ID),
                Map.entry("settings.certificate-id", CERTIFICATE_ID),
                Map.entry("settings.time-zone", TIME_ZONE),
                Map.entry("settings.tax-rates", "1:19,2:7"),
                Map.entry("settings.price-levels", "standard:1,partner:2"),
                Map.entry("settings.feed-page", Integer.toString(limits.feedPage())),
                Map.entry("concurrency", Integer.toString(limits.netsuiteConcurrency())),
                Map.entry("timeout", limits.vendorTimeout()));
    }

    private void keys() {
        if (Files.exists(machine.directory().secret("netsuite-private-key.pem"))) {
            return;
        }
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            machine.directory()
                    .secretOnce(
                            "netsuite-public-key.pem",
                            () -> pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            machine.directory()
                    .secretOnce(
                            "netsuite-private-key.pem",
                            () -> pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java runtime has P-256", impossible);
        }
    }

    private static String pem(String kind, byte[] encoded) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + kind
                + "-----\n";
    }
}
