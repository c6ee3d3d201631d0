package dev.entente.endtoend.faults;

import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Topology;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Broker, database, telemetry and replicas that go away and come back. */
final class Outages {

    private static final List<String> TOPICS = List.of(
            "crm.inbound",
            "crm.events",
            "crm.commands",
            "erp.inbound",
            "erp.events",
            "erp.commands",
            "support.inbound",
            "support.events",
            "support.commands");
    private static final Duration GRACE = Duration.ofSeconds(15);

    private Outages() {}

    static void theBrokerIsKilled(Trial trial) throws InterruptedException {
        trial.winSomeAndCatchThem();
        trial.killAt("broker", () -> {});
    }

    /** A minute instead of ten, which differs in nothing but patience. */
    static void theBrokerIsAway(Trial trial) throws InterruptedException {
        trial.winSomeAndCatchThem();
        trial.running.sandbox.kill("broker");
        trial.winSome();
        var end = Instant.now().plusSeconds(60);
        trial.until("webhooks are taken although the broker is away", () -> Crashes.undelivered(trial.running) == 0);
        Thread.sleep(Duration.between(Instant.now(), end).toMillis());
        trial.running.sandbox.start("broker");
        trial.faultIsOver();
    }

    /**
     * Meanwhile nobody is told that a service is not ready: what load balancers leave out takes no webhooks. With the broker away as well
     * there is nowhere to keep them, and their sender is told so.
     */
    static void theDatabaseIsKilled(Trial trial) throws InterruptedException {
        trial.winSomeAndCatchThem();
        trial.running.sandbox.kill("database");
        trial.winSome();
        trial.until("webhooks are taken although the database is away", () -> Crashes.undelivered(trial.running) == 0);
        var http = new Http("");
        for (var service : Topology.SERVICES) {
            var ready = trial.running.topology.url(service + "-management") + "/q/health/ready";
            assertThat(http.exchange("GET", ready, null).statusCode())
                    .as("%s is ready", service)
                    .isEqualTo(200);
        }
        trial.running.sandbox.kill("broker");
        trial.winSome();
        trial.until(
                "webhooks are refused in time when the broker is away too", () -> Crashes.refused(trial.running) > 0);
        trial.running.sandbox.start("database");
        trial.running.sandbox.start("broker");
        trial.faultIsOver();
    }

    static void connectionsAreTerminated(Trial trial) throws InterruptedException, SQLException {
        trial.winSome();
        var end = Instant.now().plusSeconds(6);
        try (var connection = DatabaseLock.connect(trial.running.topology, "postgres");
                var statement = connection.createStatement()) {
            while (Instant.now().isBefore(end)) {
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname like 'entente_%' and pid <> pg_backend_pid()");
                Thread.sleep(100 + trial.random.nextInt(600));
            }
        }
        trial.faultIsOver();
    }

    static void telemetryIsAway(Trial trial) throws InterruptedException {
        var sandbox = trial.running.sandbox;
        sandbox.freeze("traces");
        trial.winSome();
        trial.until("deals settle while telemetry is accepted and never answered", trial::isSettled);
        sandbox.kill("traces");
        trial.winSome();
        trial.until("deals settle without telemetry", trial::isSettled);
        sandbox.start("traces");
        trial.faultIsOver();
    }

    static void replicasComeAndGo(Trial trial) throws InterruptedException {
        var running = trial.running;
        trial.winSome();
        var orchestrator = running.topology.replica("orchestrator");
        var erp = running.topology.replica("erp-adapter");
        running.sandbox.start(orchestrator);
        trial.winSome();
        running.sandbox.start(erp);
        trial.winSomeAndCatchThem();
        running.sandbox.stop(orchestrator.name());
        running.sandbox.kill(erp.name());
        trial.faultIsOver();
    }

    static void everyServiceIsAskedToEnd(Trial trial) throws InterruptedException {
        var sandbox = trial.running.sandbox;
        var services = new ArrayList<>(Topology.SERVICES);
        Collections.shuffle(services, trial.random);
        for (var service : services) {
            trial.winSomeAndCatchThem();
            var began = System.nanoTime();
            sandbox.stop(service);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("time %s took to end", service)
                    .isLessThan(GRACE);
            sandbox.start(service);
        }
        trial.faultIsOver();
    }

    /** What an inbox forgets after two weeks is forgotten now, and everything that was said in this trial is said again. */
    static void everythingIsToldAgainBeyondRetention(Trial trial) throws SQLException {
        trial.winSome();
        trial.until("deals settle", trial::isSettled);
        for (var database : Trial.DATABASES) {
            try (var connection = DatabaseLock.connect(trial.running.topology, database);
                    var statement = connection.createStatement()) {
                statement.execute("delete from inbox");
            }
        }
        var records = new Records(trial.running.topology);
        records.sayAgain(TOPICS, trial.began);
        trial.faultIsOver();
        Stillness.await(trial.running);
    }
}
