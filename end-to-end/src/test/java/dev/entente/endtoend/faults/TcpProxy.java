package dev.entente.endtoend.faults;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A network that can be made bad: it passes what comes to a port of this machine on to another, or does not. */
final class TcpProxy implements AutoCloseable {

    /** What becomes of connections. */
    enum Mode {
        /** All is well. */
        PASS,
        /** Refused with a reset as soon as they are there. */
        RESET,
        /** Accepted, and nothing ever comes back. */
        SWALLOW,
        /** Requests get through; the connection ends when the answer comes. */
        CUT_ANSWER,
        /** The answer ends in its middle. */
        TRUNCATE,
        /** The answer comes a byte at a time, ten a second. */
        DRIP
    }

    private static final int TRUNCATED_TO = 200;

    private final Callers callers;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> unanswered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger harmed = new AtomicInteger();
    private volatile Mode mode = Mode.PASS;

    /** @param port 0 for any that is free */
    TcpProxy(int port, int target) {
        this.target = target;
        this.callers = new Callers(port);
        callers.take(this::serve);
    }

    int port() {
        return callers.port();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** For connections and answers from now on; those that are open are reset. */
    void set(Mode next) {
        mode = next;
        harmed.set(0);
        open.forEach(TcpProxy::reset);
    }

    /** How many connections met the mode since it was set. */
    int harmed() {
        return harmed.get();
    }

    /** Whether somebody has asked something and has no answer yet. */
    boolean isAwaited() {
        return !unanswered.isEmpty();
    }

    private void serve(Socket caller) {
        open.add(caller);
        try (caller) {
            switch (mode) {
                case RESET -> {
                    harmed.incrementAndGet();
                    reset(caller);
                }
                case SWALLOW -> {
                    harmed.incrementAndGet();
                    caller.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                }
                default -> pass(caller);
            }
        } catch (IOException ended) {
            // Either side may leave at any time.
        } finally {
            open.remove(caller);
            unanswered.remove(caller);
        }
    }

    private void pass(Socket caller) throws IOException {
        try (var called = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(called);
            var requests = Thread.ofVirtual().start(() -> {
                try {
                    ask(caller, called);
                    called.shutdownOutput();
                } catch (IOException ended) {
                    reset(called);
                }
            });
            answer(called.getInputStream(), caller);
            requests.interrupt();
        }
    }

    private void ask(Socket caller, Socket called) throws IOException {
        var buffer = new byte[8192];
        var requests = caller.getInputStream();
        for (int read = requests.read(buffer); read >= 0; read = requests.read(buffer)) {
            unanswered.add(caller);
            called.getOutputStream().write(buffer, 0, read);
        }
    }

    private void answer(InputStream answers, Socket caller) throws IOException {
        var buffer = new byte[8192];
        for (int read = answers.read(buffer); read >= 0; read = answers.read(buffer)) {
            unanswered.remove(caller);
            switch (mode) {
                case PASS -> caller.getOutputStream().write(buffer, 0, read);
                case CUT_ANSWER, RESET, SWALLOW -> {
                    harmed.incrementAndGet();
                    return;
                }
                case TRUNCATE -> {
                    harmed.incrementAndGet();
                    caller.getOutputStream().write(buffer, 0, Math.min(read, TRUNCATED_TO));
                    return;
                }
                case DRIP -> {
                    harmed.incrementAndGet();
                    drip(buffer, read, caller);
                }
            }
        }
    }

    private void drip(byte[] bytes, int count, Socket caller) throws IOException {
        for (int at = 0; at < count; at++) {
            caller.getOutputStream().write(bytes[at]);
            if (mode == Mode.DRIP) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // It is what was wanted.
        }
    }

    @Override
    public void close() {
        callers.close();
        open.forEach(TcpProxy::reset);
    }
}
