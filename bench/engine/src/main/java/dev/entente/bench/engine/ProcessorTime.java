package dev.entente.bench.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What the processes of this machine spent, by role: to see what a limit is made of. */
final class ProcessorTime {

    private ProcessorTime() {}

    static Map<String, Duration> now() {
        var spent = new LinkedHashMap<String, Duration>();
        ProcessHandle.allProcesses().forEach(process -> {
            var info = process.info();
            var command = info.command().orElse("") + " "
                    + String.join(" ", info.arguments().orElse(new String[0]));
            var role = role(process, command);
            if (!role.isEmpty()) {
                spent.merge(role, info.totalCpuDuration().orElse(Duration.ZERO), Duration::plus);
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

    /** For people: microseconds of each role a unit of work. */
    static String spent(Map<String, Duration> before, long units) {
        return now().entrySet().stream()
                .map(role -> "%s %d"
                        .formatted(
                                role.getKey(),
                                role.getValue()
                                                .minus(before.getOrDefault(role.getKey(), Duration.ZERO))
                                                .toNanos()
                                        / 1000
                                        / units))
                .collect(Collectors.joining(", "));
    }
}
