package dev.entente.sandbox.launch;

import dev.entente.sandbox.demo.Demo;

import java.nio.file.Path;
import java.time.Duration;

/** {@code up | demo | status | stop}, in the home directory and with the data directory that the script hands over. */
public final class Launcher {

    private Launcher() {}

    public static void main(String[] arguments) {
        var directory = new Directory(
                Path.of(System.getProperty("sandbox.home", ".")),
                Path.of(System.getProperty("sandbox.data", ".entente")));
        var sandbox = new Sandbox(directory, Topology.Limits.DEMO);
        switch (arguments.length == 0 ? "help" : arguments[0]) {
            case "up" -> up(sandbox);
            case "demo" -> System.exit(demo(sandbox));
            case "status" -> status(sandbox);
            case "stop" -> stop(sandbox);
            default -> throw new IllegalArgumentException("up, demo, status or stop");
        }
    }

    private static void up(Sandbox sandbox) {
        var began = System.nanoTime();
        sandbox.start(new ConsoleProgress());
        System.out.printf("%nEverything runs, after %.1f s.%n", seconds(System.nanoTime() - began));
        addresses(sandbox);
        System.out.println("\n./entente demo wins some deals; ./entente stop stops exactly what was started.");
    }

    private static int demo(Sandbox sandbox) {
        sandbox.start(new ConsoleProgress());
        return new Demo(sandbox.topology()).run() ? 0 : 1;
    }

    private static void status(Sandbox sandbox) {
        for (var component : sandbox.topology().all()) {
            System.out.printf(
                    "%-20s %-8s %s%n",
                    component.heading(),
                    sandbox.isRunning(component.name()) ? "running" : "stopped",
                    component.address());
        }
    }

    private static void stop(Sandbox sandbox) {
        sandbox.stop();
        System.out.println("Stopped. What was kept is in .entente/ and will be there next time.");
    }

    private static void addresses(Sandbox sandbox) {
        System.out.println();
        for (var component : sandbox.topology().all()) {
            if (!component.address().isEmpty()) {
                System.out.printf("  %-20s %s%n", component.heading(), component.address());
            }
        }
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    /** A line for each process that works. */
    private static final class ConsoleProgress implements Sandbox.Progress {

        @Override
        public void starting(Component component) {}

        @Override
        public synchronized void ready(Component component, Duration after) {
            System.out.printf("  ✓ %-20s %5.1f s%n", component.heading(), seconds(after.toNanos()));
        }
    }
}
