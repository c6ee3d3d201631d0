package dev.entente.sandbox.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * How long each service takes to start, how much memory it has a moment later, and how large it is, in every form that was
 * built; one at a time, beside the database, broker and vendors that it needs.
 */
final class Footprint {

    private static final int STARTS = 3;
    private static final Duration A_MOMENT = Duration.ofSeconds(5);

    private final Directory directory;
    private final Sandbox sandbox;

    Footprint(Directory directory, Sandbox sandbox) {
        this.directory = directory;
        this.sandbox = sandbox;
    }

    private record Start(double seconds, long megabytes) {}

    void print() {
        sandbox.startFoundation(Sandbox.Progress.SILENT);
        try {
            System.out.printf("%-16s %-16s %10s %12s %10s%n", "service", "form", "ready, s", "memory, MB", "size, MB");
            for (var service : Topology.SERVICES) {
                for (var form : Form.values()) {
                    if (form.isBuilt(service, directory)) {
                        print(service, form);
                    }
                }
            }
        } finally {
            sandbox.stop();
        }
    }

    private void print(String service, Form form) {
        var component = new Topology(directory, Limits.DEMO, Systems.SIMULATED, ignored -> form).component(service);
        start(component); // The first finds nothing in the machine's memory, and migrates the database.
        var starts = new ArrayList<Start>();
        for (int time = 0; time < STARTS; time++) {
            starts.add(start(component));
        }
        System.out.printf(
                "%-16s %-16s %10.2f %12d %10d%n",
                service,
                switch (form) {
                    case JVM -> "JVM";
                    case JVM_WITH_CACHE -> "JVM, AOT cache";
                    case NATIVE -> "native";
                },
                starts.stream()
                        .mapToDouble(Start::seconds)
                        .sorted()
                        .skip(STARTS / 2)
                        .findFirst()
                        .orElseThrow(),
                starts.stream()
                        .mapToLong(Start::megabytes)
                        .sorted()
                        .skip(STARTS / 2)
                        .findFirst()
                        .orElseThrow(),
                size(service, form) / 1_000_000);
    }

    private Start start(Component component) {
        var began = System.nanoTime();
        sandbox.start(component);
        var seconds = (System.nanoTime() - began) / 1e9;
        LockSupport.parkNanos(A_MOMENT.toNanos());
        var megabytes = residentKilobytes(sandbox.process(component.name()).pid()) / 1000;
        sandbox.stop(component.name());
        return new Start(seconds, megabytes);
    }

    /** As Linux counts it. */
    private static long residentKilobytes(long process) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException notLinux) {
            return 0;
        }
    }

    private long size(String service, Form form) {
        return switch (form) {
            case JVM -> size(directory.application(service));
            case JVM_WITH_CACHE -> size(directory.application(service)) + size(directory.cache(service));
            case NATIVE -> size(directory.executable(service));
        };
    }

    private static long size(Path path) {
        try (var files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(Footprint::length)
                    .sum();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
