package dev.entente.sandbox.launch;

import dev.entente.sandbox.database.DatabaseServer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A whole Entente with simulated or real vendors around it, on one machine: start, look, kill, stop. */
public final class Sandbox {

    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final Directory directory;
    private final Systems systems;
    private final Topology topology;
    private final Processes processes;

    /** What is told while things start. */
    public interface Progress {

        void starting(Component component);

        void ready(Component component, Duration after);

        /** Tells nobody. */
        Progress SILENT = new Progress() {
            @Override
            public void starting(Component component) {}

            @Override
            public void ready(Component component, Duration after) {}
        };
    }

    public Sandbox(Directory directory, Limits limits, Systems systems) {
        this.directory = directory;
        this.systems = systems;
        this.topology = new Topology(directory, limits, systems);
        this.processes = new Processes(directory);
    }

    public Topology topology() {
        return topology;
    }

    /** Starts what does not run yet, and waits until all of it works. */
    public void start(Progress progress) {
        startFoundation(progress);
        startAll(topology.services(), progress);
        new SandboxData(topology).load();
    }

    /** Starts what the services stand on: for tests that run a service themselves. */
    public void startFoundation(Progress progress) {
        directory.begin(systems);
        startAll(topology.foundation(), progress);
    }

    private void startAll(List<Component> components, Progress progress) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var starts = components.stream()
                    .<Future<?>>map(component -> executor.submit(() -> start(component, progress)))
                    .toList();
            for (var start : starts) {
                start.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
        }
    }

    private void start(Component component, Progress progress) {
        var began = System.nanoTime();
        progress.starting(component);
        processes.start(component);
        processes.awaitReady(component, PATIENCE);
        progress.ready(component, Duration.ofNanos(System.nanoTime() - began));
    }

    /** Starts one component again. */
    public void start(String component) {
        start(topology.component(component));
    }

    /** Starts a component that was changed by the caller. */
    public void start(Component component) {
        start(component, Progress.SILENT);
    }

    /** {@code kill -9}; of the database's server and all its processes as well as of the process that started it. */
    public void kill(String component) {
        if (component.equals("database")) {
            DatabaseServer.find(topology.data("database")).ifPresent(server -> {
                var backends = server.descendants().toList();
                killAndAwait(server);
                backends.forEach(Sandbox::killAndAwait);
            });
        }
        processes.kill(component);
    }

    private static void killAndAwait(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Asks a component to end, and waits until it has. */
    public void stop(String component) {
        processes.stop(component);
    }

    /** Takes the processor away from a component, which notices nothing: a long pause, or a process believed dead. */
    public void freeze(String component) {
        processes.signal(component, "STOP");
    }

    /** Gives it back. */
    public void thaw(String component) {
        processes.signal(component, "CONT");
    }

    /** What the database or the broker keeps. */
    public Disk disk(String component) {
        return new Disk(topology.data(component));
    }

    /** The process of a component that runs. */
    ProcessHandle process(String component) {
        return processes.find(component).orElseThrow(() -> new IllegalStateException(component + " does not run"));
    }

    public boolean isRunning(String component) {
        return processes.find(component).isPresent();
    }

    /** Stops what was started, be it named by the topology or a replica: services first, then what they stand on. */
    public void stop() {
        stopAll(processes.started().stream().filter(Topology::isService).toList());
        stopAll(processes.started());
    }

    private void stopAll(Collection<String> components) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            components.forEach(component -> executor.submit(() -> processes.stop(component)));
        }
    }
}
