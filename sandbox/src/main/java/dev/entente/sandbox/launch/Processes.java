package dev.entente.sandbox.launch;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.entente.sandbox.launch.Component.Readiness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Starts processes, remembers them by id and start time, and ends only those. */
final class Processes {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Directory directory;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    /** @param started in milliseconds: a process id alone may be somebody else's by now */
    private record Known(long pid, long started) {}

    Processes(Directory directory) {
        this.directory = directory;
    }

    Optional<ProcessHandle> find(String component) {
        var known = read().get(component);
        return known == null
                ? Optional.empty()
                : ProcessHandle.of(known.pid())
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> startOf(process) == known.started());
    }

    /** What was started and not stopped again, though it may have died since. */
    Set<String> started() {
        return read().keySet();
    }

    void start(Component component) {
        if (find(component.name()).isPresent()) {
            return;
        }
        var log = directory.log(component.name()).toFile();
        try {
            Files.deleteIfExists(log.toPath());
            var process = new ProcessBuilder(component.command())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            remember(component.name(), new Known(process.pid(), startOf(process.toHandle())));
        } catch (IOException unstartable) {
            throw new UncheckedIOException(component.name() + " cannot be started", unstartable);
        }
    }

    /** Waits until the component works; fails with the end of its log when it dies or takes too long. */
    void awaitReady(Component component, Duration patience) {
        var until = Instant.now().plus(patience);
        while (!isReady(component)) {
            if (find(component.name()).isEmpty()) {
                throw new IllegalStateException(component.name() + " ended:\n" + endOfLog(component.name()));
            }
            if (Instant.now().isAfter(until)) {
                throw new IllegalStateException(
                        component.name() + " is not ready after " + patience + ":\n" + endOfLog(component.name()));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    boolean isReady(Component component) {
        return switch (component.ready()) {
            case Readiness.LogLine line -> logHas(component.name(), line.line());
            case Readiness.Answers address -> answers(address.url(), address.status());
        };
    }

    /** Asks the process to end, and insists after a while. */
    void stop(String component) {
        find(component).ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stubborn) {
                kill(component);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
        forget(component);
    }

    /** {@code kill -9}. */
    void kill(String component) {
        find(component).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    void signal(String component, String signal) {
        var process = find(component).orElseThrow(() -> new IllegalStateException(component + " does not run"));
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean logHas(String component, String line) {
        try (var lines = Files.lines(directory.log(component))) {
            return lines.anyMatch(line::equals);
        } catch (IOException | UncheckedIOException notYet) {
            return false;
        }
    }

    private boolean answers(String url, int status) {
        try {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == status;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    String endOfLog(String component) {
        try {
            var lines = Files.readAllLines(directory.log(component));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
        } catch (IOException none) {
            return "(no log)";
        }
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private synchronized void remember(String component, Known known) {
        var all = read();
        all.put(component, known);
        write(all);
    }

    private synchronized void forget(String component) {
        var all = read();
        all.remove(component);
        write(all);
    }

    private synchronized Map<String, Known> read() {
        if (!Files.exists(directory.processes())) {
            return new TreeMap<>();
        }
        try {
            return JSON.readValue(directory.processes().toFile(), new TypeReference<TreeMap<String, Known>>() {});
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void write(Map<String, Known> all) {
        try {
            JSON.writeValue(directory.processes().toFile(), all);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
