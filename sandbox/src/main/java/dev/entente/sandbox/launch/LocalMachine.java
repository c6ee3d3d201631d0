package dev.entente.sandbox.launch;

import dev.entente.sandbox.launch.Component.Readiness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Where a sandbox runs: its directory, its ports on loopback, its secrets, and how its processes are started. */
final class LocalMachine {

    private final Directory directory;
    private final Ports ports;

    LocalMachine(Directory directory) {
        this.directory = directory;
        this.ports = new Ports(directory);
    }

    Directory directory() {
        return directory;
    }

    int port(String name) {
        return ports.of(name);
    }

    String url(String name) {
        return "http://127.0.0.1:" + port(name);
    }

    Path data(String name) {
        return directory.data().resolve(name);
    }

    /** The file of a random secret, made once. */
    String secret(String name) {
        return directory
                .secretOnce(name, () -> {
                    var bytes = new byte[24];
                    new SecureRandom().nextBytes(bytes);
                    return HexFormat.of().formatHex(bytes);
                })
                .toString();
    }

    String read(String secret) {
        return content(Path.of(secret(secret)));
    }

    static String content(Path secret) {
        try {
            return Files.readString(secret).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** One of the sandbox's own programs. */
    Component own(
            String name,
            String heading,
            String main,
            int heapMegabytes,
            Readiness ready,
            String address,
            String... arguments) {
        var command = java(heapMegabytes);
        command.add("-cp");
        command.add(directory.sandboxClassPath());
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.add("dev.entente.sandbox." + main);
        command.addAll(List.of(arguments));
        return new Component(name, heading, command, ready, address);
    }

    static List<String> java(int heapMegabytes) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-Xmx" + heapMegabytes + "m");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.add("--sun-misc-unsafe-memory-access=allow");
        return command;
    }
}
