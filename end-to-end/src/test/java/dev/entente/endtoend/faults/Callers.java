package dev.entente.endtoend.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** Takes who calls a port of this machine, each on a thread of its own, until it is closed. */
final class Callers implements AutoCloseable {

    private static final int BACKLOG = 100;

    private final ServerSocket server;

    /** @param port 0 for any that is free */
    Callers(int port) {
        try {
            this.server = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** @param serve closes the socket when it is done with it */
    void take(Consumer<Socket> serve) {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var caller = server.accept();
                    Thread.ofVirtual().start(() -> serve.accept(caller));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
