package dev.entente.sandbox.launch;

import dev.entente.sandbox.launch.Component.Readiness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Which processes a sandbox has, on which ports, with which settings. Connections: emea, books, helpdesk. */
public final class Topology {

    public static final String CRM_CONNECTION = "emea";
    public static final String ERP_CONNECTION = "books";
    public static final String SUPPORT_CONNECTION = "helpdesk";
    public static final List<String> SERVICES =
            List.of("crm-adapter", "erp-adapter", "support-adapter", "orchestrator");

    private static final String CLIENT_ID = "sandbox-client";
    private static final String CERTIFICATE_ID = "sandbox-certificate";
    private static final String AGENT = "integration@example.com";
    private static final String TOPICS = "crm.inbound:8,crm.events:8,crm.commands:8,crm.deadletters:1,"
            + "erp.inbound:8,erp.events:8,erp.commands:8,erp.deadletters:1,"
            + "support.inbound:8,support.events:8,support.commands:8,support.deadletters:1";

    private final Directory directory;
    private final Ports ports;
    private final Limits limits;

    /**
     * How much the simulated vendors allow, and how patient they are.
     *
     * @param hubspotPer10Seconds requests of one app
     * @param netsuiteConcurrency requests in flight
     * @param zendeskPerMinute requests of the account
     * @param webhookRetrySpread over which HubSpot spreads its ten retries, ISO 8601
     * @param vendorTimeout how long an adapter waits for a vendor, ISO 8601
     */
    public record Limits(
            int hubspotPer10Seconds,
            int netsuiteConcurrency,
            int zendeskPerMinute,
            String webhookRetrySpread,
            String vendorTimeout) {

        /** For the demo: real quotas, less patience. */
        public static final Limits DEMO = new Limits(100, 5, 400, "PT1M", "PT5S");

        /** For volume: accounts that allow what the machine can do. */
        public static final Limits GENEROUS = new Limits(100_000, 16, 100_000, "PT1M", "PT5S");
    }

    public Topology(Directory directory, Limits limits) {
        this.directory = directory;
        this.ports = new Ports(directory);
        this.limits = limits;
    }

    /** Infrastructure and vendors first; the services need them. */
    public List<Component> foundation() {
        return List.of(database(), broker(), traces(), hubspot(), netsuite(), zendesk());
    }

    public List<Component> services() {
        return List.of(crmAdapter(), erpAdapter(), supportAdapter(), orchestrator());
    }

    public List<Component> all() {
        var all = new ArrayList<>(foundation());
        all.addAll(services());
        return all;
    }

    public Component component(String name) {
        return all().stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no component is called " + name));
    }

    public String url(String component) {
        return "http://127.0.0.1:" + ports.of(component);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + ports.of("broker");
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + ports.of("database") + "/" + database;
    }

    Path databaseDirectory() {
        return directory.data().resolve("database");
    }

    public String hubspotToken() {
        return read("hubspot-access-token");
    }

    public String hubspotWebhookSecret() {
        return read("hubspot-webhook-secret");
    }

    private Component database() {
        return own(
                "database",
                "PostgreSQL",
                "database.DatabaseMain",
                256,
                new Readiness.LogLine("ready"),
                "",
                "port=" + ports.of("database"),
                "data=" + databaseDirectory(),
                "databases=entente_crm,entente_erp,entente_support,entente_orchestrator");
    }

    private Component broker() {
        return own(
                "broker",
                "Kafka",
                "broker.BrokerMain",
                384,
                new Readiness.LogLine("ready"),
                "",
                "port=" + ports.of("broker"),
                "controller-port=" + ports.of("broker-controller"),
                "data=" + directory.data().resolve("broker"),
                "topics=" + TOPICS);
    }

    private Component traces() {
        return own(
                "traces",
                "Trace receiver",
                "traces.TracesMain",
                384,
                new Readiness.Http(url("traces") + "/"),
                url("traces"),
                "port=" + ports.of("traces"),
                "keep=150000");
    }

    private Component hubspot() {
        return own(
                "hubspot",
                "Simulated HubSpot",
                "hubspot.HubspotMain",
                192,
                new Readiness.Http(url("hubspot") + "/"),
                url("hubspot"),
                "port=" + ports.of("hubspot"),
                "data=" + directory.data().resolve("vendors"),
                "access-token-file=" + secret("hubspot-access-token"),
                "webhook-secret-file=" + secret("hubspot-webhook-secret"),
                "webhook-target=" + url("crm-adapter") + "/webhooks/" + CRM_CONNECTION,
                "retry-spread=" + limits.webhookRetrySpread(),
                "requests-per-10s=" + limits.hubspotPer10Seconds());
    }

    private Component netsuite() {
        keys();
        return own(
                "netsuite",
                "Simulated NetSuite",
                "netsuite.NetsuiteMain",
                192,
                new Readiness.Http(url("netsuite") + "/"),
                url("netsuite"),
                "port=" + ports.of("netsuite"),
                "data=" + directory.data().resolve("vendors"),
                "client-id=" + CLIENT_ID,
                "certificate-id=" + CERTIFICATE_ID,
                "public-key-file=" + directory.secret("netsuite-public-key.pem"),
                "concurrency=" + limits.netsuiteConcurrency());
    }

    private Component zendesk() {
        return own(
                "zendesk",
                "Simulated Zendesk",
                "zendesk.ZendeskMain",
                192,
                new Readiness.Http(url("zendesk") + "/"),
                url("zendesk"),
                "port=" + ports.of("zendesk"),
                "data=" + directory.data().resolve("vendors"),
                "email=" + AGENT,
                "api-token-file=" + secret("zendesk-api-token"),
                "webhook-secret-file=" + secret("zendesk-webhook-secret"),
                "webhook-target=" + url("support-adapter") + "/webhooks/" + SUPPORT_CONNECTION,
                "requests-per-minute=" + limits.zendeskPerMinute());
    }

    private Component crmAdapter() {
        var prefix = "entente.connections." + CRM_CONNECTION + ".";
        return service(
                "crm-adapter",
                "CRM adapter",
                "entente_crm",
                Map.of(
                        prefix + "vendor",
                        "hubspot",
                        prefix + "base-url",
                        url("hubspot"),
                        prefix + "region",
                        "eu",
                        prefix + "public-url",
                        url("crm-adapter") + "/webhooks/" + CRM_CONNECTION,
                        prefix + "webhook-secret-files",
                        secret("hubspot-webhook-secret"),
                        prefix + "credential-files.access-token",
                        secret("hubspot-access-token"),
                        prefix + "concurrency",
                        "8",
                        prefix + "timeout",
                        limits.vendorTimeout()));
    }

    private Component erpAdapter() {
        var prefix = "entente.connections." + ERP_CONNECTION + ".";
        keys();
        return service(
                "erp-adapter",
                "ERP adapter",
                "entente_erp",
                Map.of(
                        prefix + "vendor",
                        "netsuite",
                        prefix + "base-url",
                        url("netsuite"),
                        prefix + "region",
                        "eu",
                        prefix + "credential-files.private-key",
                        directory.secret("netsuite-private-key.pem").toString(),
                        prefix + "settings.client-id",
                        CLIENT_ID,
                        prefix + "settings.certificate-id",
                        CERTIFICATE_ID,
                        prefix + "settings.tax-rates",
                        "1:19",
                        prefix + "concurrency",
                        Integer.toString(limits.netsuiteConcurrency()),
                        prefix + "timeout",
                        limits.vendorTimeout(),
                        "entente.feed.every",
                        "PT3S"));
    }

    private Component supportAdapter() {
        var prefix = "entente.connections." + SUPPORT_CONNECTION + ".";
        return service(
                "support-adapter",
                "Support adapter",
                "entente_support",
                Map.of(
                        prefix + "vendor",
                        "zendesk",
                        prefix + "base-url",
                        url("zendesk"),
                        prefix + "region",
                        "eu",
                        prefix + "webhook-secret-files",
                        secret("zendesk-webhook-secret"),
                        prefix + "credential-files.api-token",
                        secret("zendesk-api-token"),
                        prefix + "settings.email",
                        AGENT,
                        prefix + "concurrency",
                        "8",
                        prefix + "timeout",
                        limits.vendorTimeout()));
    }

    private Component orchestrator() {
        return service(
                "orchestrator",
                "Orchestrator",
                "entente_orchestrator",
                Map.of(
                        "entente.routes." + CRM_CONNECTION + ".erp", ERP_CONNECTION,
                        "entente.routes." + CRM_CONNECTION + ".support", SUPPORT_CONNECTION));
    }

    private Component service(String name, String heading, String database, Map<String, String> settings) {
        var management = "http://127.0.0.1:" + ports.of(name + "-management");
        var command = java(192);
        command.add("-Dquarkus.http.port=" + ports.of(name));
        command.add("-Dquarkus.management.port=" + ports.of(name + "-management"));
        command.add("-Dquarkus.datasource.jdbc.url=" + jdbcUrl(database));
        command.add("-Dquarkus.datasource.reactive.url=vertx-reactive:postgresql://127.0.0.1:" + ports.of("database")
                + "/" + database);
        command.add("-Dkafka.bootstrap.servers=" + bootstrapServers());
        command.add("-Dquarkus.otel.exporter.otlp.endpoint=" + url("traces"));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(directory.service(name).toString());
        return new Component(
                name, heading, command, new Readiness.Http(management + "/q/health/ready"), management + "/q/openapi");
    }

    private Component own(
            String name,
            String heading,
            String main,
            int heapMegabytes,
            Readiness ready,
            String address,
            String... arguments) {
        var command = java(heapMegabytes);
        command.add("-cp");
        command.add(directory.sandboxClassPath());
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.add("dev.entente.sandbox." + main);
        command.addAll(List.of(arguments));
        return new Component(name, heading, command, ready, address);
    }

    private static List<String> java(int heapMegabytes) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-Xmx" + heapMegabytes + "m");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.add("--sun-misc-unsafe-memory-access=allow");
        return command;
    }

    private String secret(String name) {
        return directory
                .secretOnce(name, () -> {
                    var bytes = new byte[24];
                    new SecureRandom().nextBytes(bytes);
                    return HexFormat.of().formatHex(bytes);
                })
                .toString();
    }

    private String read(String name) {
        try {
            return Files.readString(Path.of(secret(name))).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void keys() {
        if (Files.exists(directory.secret("netsuite-private-key.pem"))) {
            return;
        }
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            directory.secretOnce(
                    "netsuite-public-key.pem",
                    () -> pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            directory.secretOnce(
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
