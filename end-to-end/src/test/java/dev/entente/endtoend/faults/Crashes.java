package dev.entente.endtoend.faults;

import dev.entente.endtoend.RunningSandbox;

import java.sql.SQLException;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Services killed with {@code kill -9} at exact points: held there by locks in the database and barriers at the vendor. */
final class Crashes {

    private static final String CRM = "entente_crm";
    private static final String ORCHESTRATOR = "entente_orchestrator";
    static final String MAKE_ORDER = "^PUT .*/salesOrder/eid:";
    private static final String LOOK_FOR_ORDER = "^GET .*/salesOrder/eid:";
    private static final String A_BATCH_IS_READ = "select id, .* where id = any";
    private static final String A_BATCH_IS_WRITTEN = "with seen as";
    private static final String RECORD_ENTITLEMENT = "^POST .*/organizations/create_or_update";

    private static final int ATTEMPTS = 20;
    private static final String OUTBOX_ROWS = "select count(*) from outbox_batch where id > ";

    private Crashes() {}

    static void beforeAWebhookIsDurable(Trial trial) throws SQLException {
        var running = trial.running;
        running.sandbox.freeze("broker");
        var spool = trial.holds(DatabaseLock.againstWriters(running.topology, CRM, "inbound_spool"));
        var won = trial.winSome();
        trial.until("a webhook waits to be stored", () -> spool.hasStopped("insert"));

        running.sandbox.kill("crm-adapter");

        assertThat(undelivered(running)).as("webhooks HubSpot has no 2xx for").isGreaterThanOrEqualTo(won.size());
        spool.close();
        running.sandbox.thaw("broker");
        running.sandbox.start("crm-adapter");
        trial.faultIsOver();
    }

    static void whenTheAnswerToAWebhookIsLost(Trial trial) {
        var running = trial.running;
        var port = portOf(running.topology.url("crm-adapter"));
        running.sandbox.stop("crm-adapter");
        try (var elsewhere = new TcpProxy(0, port)) {
            var other = elsewhere.port();
            elsewhere.close();
            try (var network = new TcpProxy(port, other)) {
                running.sandbox.start(
                        running.topology.component("crm-adapter").with("quarkus.http.port", Integer.toString(other)));
                network.set(TcpProxy.Mode.CUT_ANSWER);
                trial.winSome();
                trial.until("answers are lost", () -> network.harmed() > 1);
                network.set(TcpProxy.Mode.PASS);
                trial.until("webhooks are delivered", () -> undelivered(running) == 0);
                running.sandbox.stop("crm-adapter");
            }
        }
        running.sandbox.start("crm-adapter");
        trial.faultIsOver();
    }

    /** Webhooks that HubSpot has a 2xx for and that no topic has. */
    private static void answeredWhileTheBrokerIsSilent(Trial trial) {
        var running = trial.running;
        running.sandbox.freeze("broker");
        trial.winSome();
        trial.until("webhooks are spooled and answered", () -> spooled(running) > 0 && undelivered(running) == 0);
    }

    static void afterAWebhookIsAnsweredBeforeItIsPublished(Trial trial) {
        answeredWhileTheBrokerIsSilent(trial);
        trial.killAt("crm-adapter", () -> trial.running.sandbox.thaw("broker"));
    }

    static void afterASpooledWebhookIsPublishedBeforeItIsForgotten(Trial trial) throws SQLException {
        var running = trial.running;
        answeredWhileTheBrokerIsSilent(trial);
        var spool = trial.holds(DatabaseLock.againstWriters(running.topology, CRM, "inbound_spool"));
        running.sandbox.thaw("broker");
        trial.until("a published webhook waits to be deleted", () -> spool.hasStopped("delete"));
        trial.killAt("crm-adapter", spool::close);
    }

    static void atEveryStepOfTheOrchestrator(Trial trial) throws SQLException, InterruptedException {
        whileItReads(trial);
        settled(trial);
        whileItWrites(trial);
        settled(trial);
        afterTheCommitBeforeTheCommandIsOut(trial);
        settled(trial);
        beforeTheOffsetIsCommitted(trial);
    }

    /** And nothing is on its way of which a batch could consist instead of what comes next. */
    private static void settled(Trial trial) {
        dealsSettle(trial);
        Stillness.await(trial.running);
    }

    private static void dealsSettle(Trial trial) {
        RunningSandbox.await("deals settle", Duration.ofMinutes(3), trial::isSettled);
    }

    private static void whileItReads(Trial trial) throws SQLException {
        var lock =
                trial.holds(DatabaseLock.againstEverybody(trial.running.topology, ORCHESTRATOR, "workflow_instance"));
        trial.winSome();
        trial.until("a batch waits to be read", () -> lock.hasStopped(A_BATCH_IS_READ));
        trial.killAt("orchestrator", lock::close);
    }

    private static void whileItWrites(Trial trial) throws SQLException {
        trial.killAt("orchestrator", aBatchWaitsToBeWritten(trial)::close);
    }

    /** Of deals that were known before they were won: the news of new ones would be stopped first, and has no consequence. */
    private static DatabaseLock aBatchWaitsToBeWritten(Trial trial) throws SQLException {
        var deals = trial.some();
        Stillness.await(trial.running);
        var lock = trial.holds(DatabaseLock.againstWriters(trial.running.topology, ORCHESTRATOR, "workflow_history"));
        trial.running.crm.winAll(deals);
        trial.until("a batch waits to be written", () -> lock.hasStopped(A_BATCH_IS_WRITTEN));
        return lock;
    }

    private static void afterTheCommitBeforeTheCommandIsOut(Trial trial) throws SQLException, InterruptedException {
        for (int attempt = 1; !commitsACommandThatCannotGetOut(trial); attempt++) {
            assertThat(attempt).as("batches without a command").isLessThan(ATTEMPTS);
            trial.running.sandbox.thaw("broker");
            settled(trial);
        }
        trial.killAt("orchestrator", () -> trial.running.sandbox.thaw("broker"));
    }

    /** The batch that happens to be stopped may be made of repetitions: then it has no command in it, and nothing is found. */
    private static boolean commitsACommandThatCannotGetOut(Trial trial) throws SQLException, InterruptedException {
        var running = trial.running;
        var last = count(running, "select last_value from outbox_batch_id_seq");
        var lock = aBatchWaitsToBeWritten(trial);
        running.sandbox.freeze("broker");
        lock.close();
        for (int look = 0; look < 20; look++) {
            if (count(running, OUTBOX_ROWS + last) > 0) {
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }

    /** Offsets are committed every half second: whatever was dealt with just now is dealt with again. */
    private static void beforeTheOffsetIsCommitted(Trial trial) throws InterruptedException {
        var won = trial.winSome();
        trial.until(
                "the last deal is under way",
                () -> trial.running.orchestrator.instance(won.getLast()).isPresent());
        Thread.sleep(trial.random.nextInt(400));
        trial.killAt("orchestrator", () -> {});
    }

    static void beforeTheErpIsAsked(Trial trial) throws SQLException {
        beforeAVendorIsAsked(trial, "erp-adapter", "entente_erp");
    }

    private static void beforeAVendorIsAsked(Trial trial, String service, String database) throws SQLException {
        var ledger = trial.holds(DatabaseLock.againstWriters(trial.running.topology, database, "command_ledger"));
        trial.winSome();
        trial.until("a command waits to be entered", () -> ledger.hasStopped("insert"));
        trial.killAt(service, ledger::close);
    }

    /** The hard one. */
    static void afterTheErpHasMadeTheOrderBeforeItAnswers(Trial trial) {
        whileAVendorHasTheRequest(trial, "netsuite", MAKE_ORDER, "erp-adapter", true);
    }

    private static void whileAVendorHasTheRequest(
            Trial trial, String vendor, String request, String service, boolean done) {
        var vendors = trial.running.vendors;
        if (done) {
            vendors.stopNextAfter(vendor, request);
        } else {
            vendors.stopNextBefore(vendor, request);
        }
        trial.winSome();
        trial.until("the request is at the vendor", () -> vendors.atBarrier(vendor) > 0);
        trial.killAt(service, () -> vendors.openBarrier(vendor));
    }

    static void afterTheErpAnsweredBeforeItIsWrittenDown(Trial trial) throws SQLException {
        betweenAnswerAndLedger(trial, "netsuite", MAKE_ORDER, "erp-adapter", "entente_erp");
    }

    private static void betweenAnswerAndLedger(
            Trial trial, String vendor, String request, String service, String database) throws SQLException {
        var vendors = trial.running.vendors;
        vendors.stopNextAfter(vendor, request);
        trial.winSome();
        trial.until("the request is at the vendor", () -> vendors.atBarrier(vendor) > 0);
        var ledger = trial.holds(DatabaseLock.againstWriters(trial.running.topology, database, "command_ledger"));
        vendors.openBarrier(vendor);
        trial.until("the outcome waits to be entered", () -> ledger.hasStopped("update"));
        trial.killAt(service, ledger::close);
    }

    static void atEveryStepOfTheSupportAdapter(Trial trial) throws SQLException {
        beforeAVendorIsAsked(trial, "support-adapter", "entente_support");
        settled(trial);
        whileAVendorHasTheRequest(trial, "zendesk", RECORD_ENTITLEMENT, "support-adapter", false);
        settled(trial);
        whileAVendorHasTheRequest(trial, "zendesk", RECORD_ENTITLEMENT, "support-adapter", true);
        settled(trial);
        betweenAnswerAndLedger(trial, "zendesk", RECORD_ENTITLEMENT, "support-adapter", "entente_support");
    }

    /**
     * Two replicas; one is believed dead, the other does its work, and it comes back in the middle of its own: while an order is made,
     * or when it has just been told that there is none.
     */
    static void aReplicaIsBelievedDeadAndComesBack(Trial trial) throws InterruptedException {
        var running = trial.running;
        var network = trial.holds(new TcpProxy(0, portOf(running.topology.url("netsuite"))));
        var replica = running.topology.replica("erp-adapter").with("entente.connections.books.base-url", network.url());
        running.sandbox.start(replica);
        if (trial.seed % 4 < 2) {
            running.vendors.stopNextBefore("netsuite", MAKE_ORDER);
        } else {
            running.vendors.stopNextAfter("netsuite", LOOK_FOR_ORDER);
        }
        trial.winSome();
        trial.until("an order is at the vendor", () -> running.vendors.atBarrier("netsuite") > 0);
        var frozen = isHeldBehind(network) ? replica.name() : "erp-adapter";
        running.sandbox.freeze(frozen);
        running.vendors.openBarrier("netsuite");
        dealsSettle(trial);
        running.sandbox.thaw(frozen);
        trial.faultIsOver();
        settled(trial);
        running.sandbox.stop(replica.name());
    }

    /** Other requests are answered sooner or later; the one at the barrier is not. */
    private static boolean isHeldBehind(TcpProxy network) throws InterruptedException {
        for (int look = 0; look < 10; look++) {
            Thread.sleep(200);
            if (!network.isAwaited()) {
                return false;
            }
        }
        return true;
    }

    private static long count(RunningSandbox running, String query) {
        return DatabaseLock.count(running.topology, ORCHESTRATOR, query);
    }

    private static long spooled(RunningSandbox running) {
        return DatabaseLock.count(running.topology, CRM, "select count(*) from inbound_spool");
    }

    static int undelivered(RunningSandbox running) {
        return running.vendors.records("hubspot", "deliveries").size();
    }

    /** Webhooks that HubSpot was told, while it waited for an answer, to deliver again. */
    static long refused(RunningSandbox running) {
        return running.vendors.records("hubspot", "deliveries").findValues("answered").stream()
                .filter(status -> status.asInt() == 503)
                .count();
    }

    private static int portOf(String url) {
        return java.net.URI.create(url).getPort();
    }
}
