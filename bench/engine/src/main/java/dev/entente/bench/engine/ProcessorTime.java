package dev.entente.bench.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the processes of this machine spent, by role: to see what a limit is made of. */
final class ProcessorTime {

    private ProcessorTime() {}

    /** A process and what it is for. */
    record Worker(long pid, String role) {}

    static Map<Worker, Duration> now() {
        var spent = new HashMap<Worker, Duration>();
        ProcessHandle.allProcesses().forEach(process -> {
            var info = process.info();
            var command = info.command().orElse("") + " "
                    + String.join(" ", info.arguments().orElse(new String[0]));
            var role = role(process, command);
            if (!role.isEmpty()) {
                spent.put(
                        new Worker(process.pid(), role), info.totalCpuDuration().orElse(Duration.ZERO));
            }
        });
        return spent;
    }

    private static String role(ProcessHandle process, String command) {
        if (process.pid() == ProcessHandle.current().pid()) {
            return "load and worker";
        }
        if (command.contains("three-steps")) {
            return "orchestrator";
        }
        if (command.contains("BrokerMain")) {
            return "Kafka";
        }
        if (command.contains("restate-server")) {
            return "Restate";
        }
        return command.contains("postgres") && !command.contains("java") ? "PostgreSQL" : "";
    }

    /** For people: microseconds of each role a unit of work. What processes spent that have ended since is missing. */
    static String spent(Map<Worker, Duration> before, long units) {
        var byRole = new TreeMap<String, Duration>();
        now().forEach((worker, spent) ->
                byRole.merge(worker.role(), spent.minus(before.getOrDefault(worker, Duration.ZERO)), Duration::plus));
        return byRole.entrySet().stream()
                .map(role -> "%s %d".formatted(role.getKey(), role.getValue().toNanos() / 1000 / units))
                .collect(Collectors.joining(", "));
    }
}
