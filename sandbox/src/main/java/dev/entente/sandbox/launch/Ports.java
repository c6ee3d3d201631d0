package dev.entente.sandbox.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Properties;

/** Free loopback ports, chosen once for a sandbox and kept, so that its addresses survive a restart. */
final class Ports {

    private final Directory directory;
    private final Properties known = new Properties();

    Ports(Directory directory) {
        this.directory = directory;
        if (Files.exists(directory.ports())) {
            try (var file = Files.newBufferedReader(directory.ports())) {
                known.load(file);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    synchronized int of(String name) {
        var port = known.getProperty(name);
        if (port != null) {
            return Integer.parseInt(port);
        }
        var free = free();
        known.setProperty(name, Integer.toString(free));
        try (var file = Files.newBufferedWriter(directory.ports())) {
            known.store(file, null);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return free;
    }

    private int free() {
        while (true) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var port = socket.getLocalPort();
                if (!known.containsValue(Integer.toString(port))) {
                    return port;
                }
            } catch (IOException none) {
                throw new UncheckedIOException("no free port", none);
            }
        }
    }
}
