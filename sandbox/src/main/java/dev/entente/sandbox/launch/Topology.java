package dev.entente.sandbox.launch;

import dev.entente.sandbox.launch.Component.Readiness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Which processes a sandbox has, on which ports, with which settings. */
public final class Topology {

    public static final List<String> SERVICES =
            List.of("crm-adapter", "erp-adapter", "support-adapter", "orchestrator");

    private static final String TOPICS = "crm.inbound:8,crm.events:8,crm.commands:8,crm.deadletters:1,"
            + "erp.inbound:8,erp.events:8,erp.commands:8,erp.deadletters:1,"
            + "support.inbound:8,support.events:8,support.commands:8,support.deadletters:1";

    private static final Map<String, String> POLLING = Map.of("entente.feed.every", "PT3S");

    private final LocalMachine machine;
    private final Function<String, Form> form;
    private final ConnectedSystem crm;
    private final List<ConnectedSystem> erps;
    private final List<ConnectedSystem> supportTools;

    public Topology(Directory directory, Limits limits, Systems systems) {
        this(directory, limits, systems, service -> Form.of(service, directory));
    }

    /** @param form of each service */
    Topology(Directory directory, Limits limits, Systems systems, Function<String, Form> form) {
        this.form = form;
        this.machine = new LocalMachine(directory);
        this.crm = new HubspotSystem(machine, limits);
        this.erps = systems.erps().stream()
                .<ConnectedSystem>map(erp -> switch (erp) {
                    case NETSUITE -> new NetsuiteSystem(machine, limits);
                    case TRYTON -> new TrytonSystem(machine, limits);
                })
                .toList();
        this.supportTools = systems.supportTools().stream()
                .<ConnectedSystem>map(tool -> switch (tool) {
                    case ZENDESK -> new ZendeskSystem(machine, limits);
                    case REQUEST_TRACKER -> new RequestTrackerSystem(machine, limits);
                })
                .toList();
    }

    /** Infrastructure and vendors first; the services need them. */
    public List<Component> foundation() {
        var components = new ArrayList<>(List.of(database(), broker(), traces()));
        systems().forEach(system -> components.addAll(system.components()));
        return components;
    }

    public List<Component> services() {
        return List.of(
                adapter("crm-adapter", "CRM adapter", "entente_crm", List.of(crm), Map.of()),
                adapter("erp-adapter", "ERP adapter", "entente_erp", erps, POLLING),
                adapter("support-adapter", "Support adapter", "entente_support", supportTools, POLLING),
                orchestrator());
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

    /** Whether a process is that of a service, or of a replica of one. */
    static boolean isService(String process) {
        return SERVICES.stream().anyMatch(service -> process.equals(service) || process.startsWith(service + "-"));
    }

    /** A second process of a service, to run beside the first. */
    public Component replica(String service) {
        return replica(service, service + "-replica");
    }

    /** The same under a name of its own, when there are several. */
    public Component replica(String service, String name) {
        var management = machine.url(name + "-management");
        var original = component(service);
        return new Component(
                        name,
                        original.heading(),
                        original.command(),
                        new Readiness.Answers(management + "/q/health/ready", 200),
                        management + "/q/openapi")
                .with("quarkus.http.port", Integer.toString(machine.port(name)))
                .with("quarkus.management.port", Integer.toString(machine.port(name + "-management")));
    }

    private List<ConnectedSystem> systems() {
        var systems = new ArrayList<ConnectedSystem>();
        systems.add(crm);
        systems.addAll(erps);
        systems.addAll(supportTools);
        return systems;
    }

    /** The CRM in which deals are won. */
    public ConnectedSystem crm() {
        return crm;
    }

    /** The ERP in which they become orders. */
    public ConnectedSystem erp() {
        return erps.getFirst();
    }

    /** The support tool that learns of them. */
    public ConnectedSystem supportTool() {
        return supportTools.getFirst();
    }

    public String url(String component) {
        return machine.url(component);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + machine.port("broker");
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + machine.port("database") + "/" + database;
    }

    /** Where a component keeps what outlives its process. */
    Path data(String component) {
        return machine.data(component);
    }

    public String hubspotToken() {
        return machine.read("hubspot-access-token");
    }

    public String hubspotWebhookSecret() {
        return machine.read("hubspot-webhook-secret");
    }

    public String zendeskToken() {
        return machine.read("zendesk-api-token");
    }

    /** A credential that was made when a real system was prepared. */
    public String realCredential(String system, String credential) {
        return LocalMachine.content(realCredentialFile(system, credential));
    }

    public Path realCredentialFile(String system, String credential) {
        return machine.directory().prepared(system).resolve("credentials").resolve(credential);
    }

    /** How a person gets into the real systems. */
    List<String> logins() {
        return systems().stream()
                .filter(RealSystem.class::isInstance)
                .map(system -> ((RealSystem) system).login())
                .toList();
    }

    private Component database() {
        return machine.own(
                "database",
                "PostgreSQL",
                "database.DatabaseMain",
                256,
                new Readiness.LogLine("ready"),
                "",
                "port=" + machine.port("database"),
                "data=" + data("database"),
                "databases=entente_crm,entente_erp,entente_support,entente_orchestrator");
    }

    private Component broker() {
        return machine.own(
                "broker",
                "Kafka",
                "broker.BrokerMain",
                384,
                new Readiness.LogLine("ready"),
                "",
                "port=" + machine.port("broker"),
                "controller-port=" + machine.port("broker-controller"),
                "data=" + data("broker"),
                "topics=" + TOPICS);
    }

    /** A span takes some 2 kB there: what is kept takes less than half of the heap. */
    private Component traces() {
        return machine.own(
                "traces",
                "Trace receiver",
                "traces.TracesMain",
                384,
                new Readiness.Answers(url("traces") + "/", 200),
                url("traces"),
                "port=" + machine.port("traces"),
                "keep=60000");
    }

    private Component adapter(
            String name,
            String heading,
            String database,
            List<ConnectedSystem> connected,
            Map<String, String> further) {
        var settings = new HashMap<>(further);
        for (var system : connected) {
            system.connectionSettings()
                    .forEach((key, value) ->
                            settings.put("entente.connections." + system.connection() + "." + key, value));
        }
        return service(name, heading, database, settings);
    }

    private Component orchestrator() {
        return service(
                "orchestrator",
                "Orchestrator",
                "entente_orchestrator",
                Map.of(
                        "entente.routes." + crm.connection() + ".erp", erp().connection(),
                        "entente.routes." + crm.connection() + ".support",
                                supportTool().connection()));
    }

    private Component service(String name, String heading, String database, Map<String, String> settings) {
        var management = machine.url(name + "-management");
        var given = new ArrayList<String>();
        given.add("-Dquarkus.http.port=" + machine.port(name));
        given.add("-Dquarkus.management.port=" + machine.port(name + "-management"));
        given.add("-Dquarkus.datasource.jdbc.url=" + jdbcUrl(database));
        given.add("-Dquarkus.datasource.reactive.url=vertx-reactive:postgresql://127.0.0.1:" + machine.port("database")
                + "/" + database);
        given.add("-Dkafka.bootstrap.servers=" + bootstrapServers());
        given.add("-Dquarkus.otel.exporter.otlp.endpoint=" + url("traces"));
        settings.forEach((key, value) -> given.add("-D" + key + "=" + value));
        var directory = machine.directory();
        return new Component(
                name,
                heading,
                form.apply(name).command(name, directory, given),
                new Readiness.Answers(management + "/q/health/ready", 200),
                management + "/q/openapi");
    }
}
