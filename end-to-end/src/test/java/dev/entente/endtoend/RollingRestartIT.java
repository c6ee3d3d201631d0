package dev.entente.endtoend;

import dev.entente.sandbox.demo.Orchestrator;
import dev.entente.sandbox.launch.Limits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** Every service replaced under load as a cluster does it: the next replica is ready before the one before is told to end. */
class RollingRestartIT {

    /** What a cluster waits, so that whoever sends requests has learned of the change. */
    private static final Duration PRE_STOP = Duration.ofSeconds(1);

    private static RunningSandbox running;

    private static final List<String> SERVICES = List.of("erp-adapter", "support-adapter", "orchestrator");

    @BeforeAll
    static void start() {
        running = new RunningSandbox("rolling-restart", Limits.GENEROUS);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void everyServiceIsReplacedUnderLoadWithoutAFailedWebhookAndEveryDealIsOrderedExactlyOnce() throws Exception {
        // Given: two addresses for each service, and a gateway where the CRM sends its webhooks
        var address = running.topology.url("crm-adapter");
        running.sandbox.stop("crm-adapter");
        var before = running.topology.replica("crm-adapter");
        running.sandbox.start(before);
        try (var gateway = new Gateway(URI.create(address).getPort(), running.topology.url(before.name()));
                var load = new SteadyDeals(running)) {

            // When
            var next = running.topology.replica("crm-adapter", "crm-adapter-second");
            running.sandbox.start(next);
            gateway.sendTo(running.topology.url(next.name()));
            LockSupport.parkNanos(PRE_STOP.toNanos());
            running.sandbox.stop(before.name());
            for (var service : SERVICES) {
                var replica = running.topology.replica(service);
                running.sandbox.start(replica);
                running.sandbox.stop(service);
            }
            LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
            var deals = load.enough();

            // Then
            var orchestrator = new Orchestrator(
                    running.topology, running.topology.replica("orchestrator").name());
            RunningSandbox.await(
                    "every deal awaits fulfilment",
                    Duration.ofMinutes(3),
                    () -> orchestrator.countInState("AwaitingFulfilment") == deals.size());
            new Audit(running).everyDealExactlyOnce(deals, 1);
            assertThat(gateway.answers()).as("answers to webhooks").containsOnlyKeys(204);
            System.out.printf(
                    "every service replaced under load: %d deals, %d webhooks, all answered 204; %d orders%n",
                    deals.size(), gateway.answers().get(204), deals.size());
        }
    }
}
