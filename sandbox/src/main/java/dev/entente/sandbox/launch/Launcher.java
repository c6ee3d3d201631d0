package dev.entente.sandbox.launch;

import dev.entente.sandbox.demo.Demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * {@code up | demo | status | stop | reset | footprint [--erp NAME] [--support NAME]}, in the home directory and with the data
 * directory that the script hands over. Ends with 1 when something did not come out as it should.
 */
public final class Launcher {

    private Launcher() {}

    public static void main(String[] arguments) {
        var directory = new Directory(
                Path.of(System.getProperty("sandbox.home", ".")),
                Path.of(System.getProperty("sandbox.data", ".entente")));
        var options = Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        try {
            var sandbox = new Sandbox(directory, Limits.DEMO, systems(directory, options));
            switch (arguments.length == 0 ? "help" : arguments[0]) {
                case "up" -> up(sandbox);
                case "demo" -> System.exit(demo(sandbox));
                case "status" -> status(sandbox);
                case "stop" -> stop(sandbox);
                case "reset" -> reset(sandbox, directory);
                case "footprint" -> new Footprint(directory, sandbox).print();
                default -> throw new IllegalArgumentException("up, demo, status, stop, reset or footprint");
            }
        } catch (IllegalArgumentException misused) {
            System.err.println("entente: " + misused.getMessage());
            System.exit(1);
        }
    }

    /** A sandbox keeps the systems it began with: what was begun in one ERP is not to be found in another. */
    private static Systems systems(Directory directory, List<String> options) {
        var earlier = directory.systems();
        var systems = options.isEmpty() && earlier.isPresent()
                ? Systems.parse(List.of(earlier.get().split(" ")))
                : Systems.parse(options);
        if (earlier.isPresent() && !earlier.get().equals(systems.options())) {
            throw new IllegalArgumentException("this sandbox was begun with " + earlier.get()
                    + "; './entente reset' begins anew, another ENTENTE_DATA leaves it alone");
        }
        return systems;
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
                    "%-30s %-8s %s%n",
                    component.heading(),
                    sandbox.isRunning(component.name()) ? "running" : "stopped",
                    component.address());
        }
    }

    private static void stop(Sandbox sandbox) {
        sandbox.stop();
        System.out.println("Stopped. What was kept is in .entente/ and will be there next time.");
    }

    private static void reset(Sandbox sandbox, Directory directory) {
        sandbox.stop();
        directory.forget();
        System.out.println("Stopped, and forgotten what was kept; prepared real systems are still there.");
    }

    private static void addresses(Sandbox sandbox) {
        System.out.println();
        for (var component : sandbox.topology().all()) {
            if (!component.address().isEmpty()) {
                System.out.printf("  %-30s %s%n", component.heading(), component.address());
            }
        }
        sandbox.topology().logins().forEach(login -> System.out.println("  " + login));
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
            System.out.printf("  ✓ %-30s %5.1f s%n", component.heading(), seconds(after.toNanos()));
        }
    }
}
