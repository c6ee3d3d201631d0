package dev.entente.bench.engine;

import dev.entente.sandbox.launch.Component;
import dev.entente.sandbox.launch.Directory;
import dev.entente.sandbox.launch.Limits;
import dev.entente.sandbox.launch.Sandbox;
import dev.entente.sandbox.launch.Systems;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** PostgreSQL, Kafka and a trace receiver on this machine, and the orchestrator with the workflow to be measured. */
final class Ground implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path home;
    private final Sandbox sandbox;
    private final List<Process> orchestrators = new ArrayList<>();

    private Ground(Path home, Sandbox sandbox) {
        this.home = home;
        this.sandbox = sandbox;
    }

    static Ground start(Path home) {
        var directory = Directory.fresh(home, home.resolve("bench/engine/target/ground"));
        var ground = new Ground(home, new Sandbox(directory, Limits.GENEROUS, Systems.SIMULATED));
        ground.startDatabase();
        ground.startBesideDatabase();
        return ground;
    }

    /** With buffers that hold the indexes of a million instances, as a production database's do; the sandbox's are a laptop's. */
    private void startDatabase() {
        var component = sandbox.topology().component("database");
        var command = new ArrayList<>(component.command());
        command.add("buffers=256MB");
        start(component, command);
    }

    /** Compiled for speed, as in production; the sandbox's own is compiled for a quick start. */
    private void startBroker() {
        var component = sandbox.topology().component("broker");
        var command = component.command().stream()
                .filter(argument -> !argument.startsWith("-XX:TieredStopAtLevel"))
                .map(argument -> argument.startsWith("-Xmx") ? "-Xmx512m" : argument)
                .toList();
        start(component, command);
    }

    private void start(Component component, List<String> command) {
        sandbox.start(
                new Component(component.name(), component.heading(), command, component.ready(), component.address()));
    }

    String bootstrapServers() {
        return sandbox.topology().bootstrapServers();
    }

    String jdbcUrl(String database) {
        return sandbox.topology().jdbcUrl(database);
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), "entente", "entente");
    }

    /** Says what a commit means here. */
    void describe() throws SQLException {
        try (var connection = connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select version(), current_setting('fsync'),"
                        + " current_setting('synchronous_commit'), current_setting('full_page_writes'),"
                        + " current_setting('shared_buffers')")) {
            rows.next();
            System.out.printf(
                    "%d processors; %s; fsync %s, synchronous_commit %s, full_page_writes %s, shared_buffers %s%n",
                    Runtime.getRuntime().availableProcessors(),
                    rows.getString(1).split(" on ")[0],
                    rows.getString(2),
                    rows.getString(3),
                    rows.getString(4),
                    rows.getString(5));
        }
    }

    void createDatabase(String name) throws SQLException {
        try (var connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
    }

    /** Starts the orchestrator with the settings that the sandbox would give it, in a JVM that compiles for speed. */
    void startOrchestrator() throws IOException, InterruptedException {
        orchestrators.add(start(sandbox.topology().component("orchestrator")));
    }

    /** Starts another one beside it; stopped when closed. */
    Replica startReplica() throws IOException, InterruptedException {
        var process = start(sandbox.topology().replica("orchestrator"));
        orchestrators.addFirst(process);
        return () -> {
            orchestrators.remove(process);
            stop(process);
        };
    }

    /** A second orchestrator. */
    interface Replica extends AutoCloseable {
        @Override
        void close();
    }

    private Process start(Component orchestrator) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-Xmx512m", "-XX:+UseParallelGC", "--sun-misc-unsafe-memory-access=allow"));
        orchestrator.command().stream()
                .filter(argument -> argument.startsWith("-D"))
                .forEach(command::add);
        command.add("-Dquarkus.otel.traces.sampler.arg=0.01");
        command.add("-jar");
        command.add(home.resolve("bench/three-steps/target/quarkus-app/quarkus-run.jar")
                .toString());
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("bench/engine/target/" + orchestrator.name() + ".log")
                        .toFile())
                .start();
        awaitReady(orchestrator.name(), process);
        return process;
    }

    /** {@code kill -9}. */
    void killOrchestrator() {
        var process = orchestrators.removeLast();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Bytes in use after a full collection. */
    long orchestratorsHeap() {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var pid = Long.toString(orchestrators.getLast().pid());
        run(jcmd, pid, "GC.run");
        var used = Pattern.compile("used (\\d+)K").matcher(run(jcmd, pid, "GC.heap_info"));
        long bytes = 0;
        // The young and the old generation; what follows is the metaspace.
        for (int generation = 0; generation < 2 && used.find(); generation++) {
            bytes += Long.parseLong(used.group(1)) << 10;
        }
        return bytes;
    }

    private static String run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private void awaitReady(String name, Process process) throws InterruptedException {
        var ready = URI.create(sandbox.topology().url(name + "-management") + "/q/health/ready");
        var until = Instant.now().plus(PATIENCE);
        try (var http = HttpClient.newHttpClient()) {
            while (process.isAlive() && Instant.now().isBefore(until)) {
                try {
                    var answer =
                            http.send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.discarding());
                    if (answer.statusCode() == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    // looked at again below
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
        throw new IllegalStateException(name + " did not start; bench/engine/target/" + name + ".log says why");
    }

    /** Kafka and the trace receiver; once more after {@link #stopAllButDatabase}, with what Kafka held. */
    void startBesideDatabase() {
        sandbox.start("traces");
        startBroker();
    }

    /** What is not measured takes nothing from what is. */
    void stopAllButDatabase() {
        stopOrchestrators();
        sandbox.stop("broker");
        sandbox.stop("traces");
    }

    private void stopOrchestrators() {
        orchestrators.forEach(Ground::stop);
        orchestrators.clear();
    }

    private static void stop(Process process) {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        stopOrchestrators();
        sandbox.stop();
    }
}
