package dev.entente.sandbox.launch;

import dev.entente.sandbox.launch.Component.Readiness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real product from the operating system's packages, on a database of its own, behind a relay with fault switches:
 * {@code name-database}, {@code name-server} and {@code name}. {@code sandbox/real} installs and prepares it.
 */
abstract class RealSystem implements ConnectedSystem {

    protected final LocalMachine machine;
    protected final Limits limits;
    private final String name;
    private final String heading;
    private final Map<String, String> environment;

    /** @param environment of the server's process */
    RealSystem(LocalMachine machine, Limits limits, String name, String heading, Map<String, String> environment) {
        this.machine = machine;
        this.limits = limits;
        this.name = name;
        this.heading = heading;
        this.environment = environment;
    }

    @Override
    public final String front() {
        return name;
    }

    /** How a person gets in. */
    abstract String login();

    /** How to see that the server works. */
    protected abstract Readiness ready(String serverUrl);

    @Override
    public final List<Component> components() {
        var server = machine.url(name + "-server");
        return List.of(
                new Component(
                        name + "-database",
                        heading + "'s PostgreSQL",
                        script("database", Integer.toString(machine.port(name + "-database"))),
                        new Readiness.LogLine("LOG:  database system is ready to accept connections"),
                        ""),
                new Component(
                        name + "-server",
                        heading,
                        script(
                                "server",
                                Integer.toString(machine.port(name + "-database")),
                                Integer.toString(machine.port(name + "-server"))),
                        ready(server),
                        server),
                machine.own(
                        name,
                        "Relay to " + heading,
                        "relay.RelayMain",
                        192,
                        new Readiness.Answers(machine.url(name) + "/", 200),
                        machine.url(name),
                        "port=" + machine.port(name),
                        "target=" + server,
                        "name=Relay to " + heading,
                        "journal=" + machine.data("vendors").resolve(name + "-relay.jsonl")));
    }

    private List<String> script(String action, String... ports) {
        var command = new ArrayList<String>();
        if (!environment.isEmpty()) {
            command.add("env");
            environment.forEach((variable, value) -> command.add(variable + "=" + value));
        }
        command.add(machine.directory().home().resolve("sandbox/real/" + name).toString());
        command.add(action);
        command.add(prepared().toString());
        command.add(machine.data(name).toString());
        command.addAll(List.of(ports));
        return command;
    }

    private Path prepared() {
        return machine.directory().prepared(name);
    }

    /** A file with a credential that was made when the system was prepared. */
    protected final Path credential(String credential) {
        var file = prepared().resolve("credentials").resolve(credential);
        if (!Files.exists(file)) {
            throw new IllegalStateException(heading + " is not prepared here: ./entente real prepare " + name);
        }
        return file;
    }
}
