package dev.entente.endtoend;

import dev.entente.sandbox.demo.Books;
import dev.entente.sandbox.demo.Crm;
import dev.entente.sandbox.demo.Orchestrator;
import dev.entente.sandbox.demo.SupportDesk;
import dev.entente.sandbox.demo.Vendors;
import dev.entente.sandbox.launch.Directory;
import dev.entente.sandbox.launch.Limits;
import dev.entente.sandbox.launch.Sandbox;
import dev.entente.sandbox.launch.Systems;
import dev.entente.sandbox.launch.Topology;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A fresh sandbox for one test class, stopped when the class is done. */
public final class RunningSandbox implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    /** What it keeps, and what tests keep with it. */
    public final Path data;

    public final Sandbox sandbox;
    public final Topology topology;
    public final Crm crm;
    public final Vendors vendors;
    public final Orchestrator orchestrator;
    public final Books books;
    public final SupportDesk desk;

    public RunningSandbox(String name, Limits limits) {
        this(name, limits, Systems.SIMULATED);
    }

    RunningSandbox(String name, Limits limits, Systems systems) {
        var home = Path.of(System.getProperty("sandbox.home"));
        data = home.resolve("end-to-end/target/sandbox-" + name);
        sandbox = new Sandbox(Directory.fresh(home, data), limits, systems);
        topology = sandbox.topology();
        try {
            sandbox.start(Sandbox.Progress.SILENT);
        } catch (RuntimeException failure) {
            sandbox.stop();
            throw failure;
        }
        crm = new Crm(topology);
        vendors = new Vendors(topology);
        orchestrator = new Orchestrator(topology);
        books = Books.of(topology);
        desk = SupportDesk.of(topology);
    }

    /** {@code kill -9}, a while of absence, and a new start. */
    void killAndRestart(String victim, Random random) {
        sandbox.kill(victim);
        var away = Duration.ofMillis(200 + random.nextInt(2000));
        LockSupport.parkNanos(away.toNanos());
        var began = System.nanoTime();
        sandbox.start(victim);
        System.out.printf(
                "kill -9 %-16s back %4.1f s later%n",
                victim, away.toMillis() / 1000.0 + (System.nanoTime() - began) / 1e9);
    }

    /** Waits for something that must become true; fails with what was awaited. */
    public static void await(String what, Duration patience, BooleanSupplier condition) {
        var until = Instant.now().plus(patience);
        while (!holds(condition)) {
            if (Instant.now().isAfter(until)) {
                throw new AssertionError("not within " + patience + ": " + what);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /** Under faults the asked may be away for a while: that is a "not yet". */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (UncheckedIOException | IllegalStateException away) {
            return false;
        }
    }

    @Override
    public void close() {
        sandbox.stop();
    }
}
