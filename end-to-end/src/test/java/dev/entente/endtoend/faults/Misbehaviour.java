package dev.entente.endtoend.faults;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.endtoend.faults.TlsFront.Certificate;
import dev.entente.sandbox.demo.OrderKeys;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Vendors that say things twice, late, in another order or not at all, and that answer badly. */
final class Misbehaviour {

    private static final String ERP = "netsuite";
    private static final List<String> ALL = List.of("hubspot", ERP, "zendesk");
    private static final int[] TROUBLE = {500, 502, 503, 504};

    private static final List<String> CODE = List.of(
            "'); drop table workflow_instance; --",
            "' OR '1'='1",
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
            "${jndi:ldap://127.0.0.1:1/x} {{7*7}} #{7*7} %{7*7}",
            "=cmd|'/c calc'!A1",
            "../../etc/passwd\\..\\..",
            "%s%n%x {0} %d\\u0000",
            "tags:admin type:organization external_id:*",
            "\"}, {\"externalId\": \"x\", \"memo\": \"");

    private Misbehaviour() {}

    /** What the adapters ask; HubSpot is also asked by those who win deals here, in other ways. */
    private static String requests(String vendor) {
        return vendor.equals("hubspot") ? "^(GET|PATCH) " : "";
    }

    private static ObjectNode fault(String kind, String match) {
        return JsonNodeFactory.instance.objectNode().put("kind", kind).put("match", match);
    }

    static void tellsEverythingManyTimes(Trial trial) {
        trial.running.vendors.fault("hubspot", fault("duplicate", "").put("copies", 50));
        trial.winSome();
        trial.until("deals settle", trial::isSettled);
        trial.faultIsOver();
    }

    /**
     * Each time it is told, the adapter reads the deal as it stands then: won, taken back before its order is made, won, taken back when it
     * is made, won, and then all of it at once.
     */
    static void tellsThingsInAnotherOrder(Trial trial) throws InterruptedException {
        var running = trial.running;
        trial.mayTellAgain();
        running.sandbox.freeze("erp-adapter");
        var won = trial.winSome();
        until(trial, won, "EnsuringCustomer");
        running.vendors.fault("hubspot", fault("reorder", "").put("chance", 0.5).put("delayMillis", 3000));
        won.forEach(deal -> running.crm.move(deal, "contractsent"));
        until(trial, won, "Cancelled");
        running.crm.winAll(won);
        running.sandbox.thaw("erp-adapter");
        until(trial, won, "AwaitingFulfilment");
        won.forEach(deal -> running.crm.move(deal, "contractsent"));
        until(trial, won, "ReopenedAfterOrder");
        for (var deal : won) {
            running.crm.win(deal);
            Thread.sleep(trial.random.nextInt(300));
            running.crm.move(deal, "contractsent");
            running.crm.win(deal);
        }
        Thread.sleep(4000);
        trial.faultIsOver();
    }

    private static void until(Trial trial, List<String> deals, String state) {
        trial.until("deals are in " + state, () -> deals.stream().allMatch(deal -> trial.isIn(deal, state)));
    }

    /** The CRM sends no webhook; the adapter, which asks every few minutes, asks every few seconds here. */
    static void neverTells(Trial trial) throws SQLException {
        var running = trial.running;
        CrmFeed.remembers(trial, running.topology.component(CrmFeed.SERVICE).with("entente.feed.every", "PT2S"));
        running.vendors.fault("hubspot", fault("lose", ""));
        trial.winSome();
        trial.until("webhooks are lost", () -> running.vendors.strikes("hubspot") > 0);
        running.vendors.repair("hubspot");
        trial.faultIsOver();
    }

    static void doesItAndDoesNotAnswer(Trial trial) {
        trial.running.vendors.fault(
                ERP,
                fault("time-out-after", "^(PUT|POST) .*/(salesOrder|customer)")
                        .put("chance", 0.6)
                        .put("delayMillis", 5500));
        trial.winSome();
        sleep(12_000);
        trial.running.vendors.repair(ERP);
        trial.faultIsOver();
    }

    static void hasNoQuotaLeft(Trial trial) {
        ALL.forEach(vendor -> trial.running.vendors.fault(
                vendor, fault("status", requests(vendor)).put("status", 429).put("chance", 0.3)));
        trial.winSome();
        sleep(10_000);
        repair(trial);
    }

    static void failsNowAndThen(Trial trial) {
        ALL.forEach(vendor -> {
            for (var status : TROUBLE) {
                trial.running.vendors.fault(
                        vendor,
                        fault("status", requests(vendor)).put("status", status).put("chance", 0.06));
            }
        });
        trial.winSome();
        sleep(10_000);
        repair(trial);
    }

    /** The ERP says no for good: a person looks, mends it, and has it tried again. */
    static void refusesForGood(Trial trial) {
        var running = trial.running;
        running.vendors.answerAll(ERP, "^PUT .*/salesOrder/eid:", 400);
        var won = trial.winSome();
        trial.until("every deal is parked", () -> won.stream().allMatch(deal -> isParked(trial, deal)));
        assertThat(running.vendors.effectsByKey(ERP, "create salesOrder").keySet())
                .as("orders that were refused")
                .doesNotContainAnyElementsOf(won.stream()
                        .map(deal -> "entente-" + OrderKeys.of("emea", deal))
                        .toList());
        running.vendors.repair(ERP);
        retry(trial, won);
        trial.faultIsOver();
    }

    /** Credentials expire, or a right is taken away, while deals are under way. */
    static void withdrawsRights(Trial trial) {
        var running = trial.running;
        running.vendors.stopNextBefore(ERP, Crashes.MAKE_ORDER);
        var won = trial.winSome();
        trial.until("an order is at the vendor", () -> running.vendors.atBarrier(ERP) > 0);
        running.vendors.answerAll(ERP, "/record/", trial.random.nextBoolean() ? 401 : 403);
        running.vendors.openBarrier(ERP);
        trial.until("somebody is refused", () -> running.vendors.strikes(ERP) > 0);
        sleep(6_000);
        running.vendors.repair(ERP);
        retryWhatIsParked(trial, won);
        trial.faultIsOver();
    }

    /** Once nothing is under way any more. */
    private static void retryWhatIsParked(Trial trial, List<String> won) {
        trial.until(
                "deals are parked or through",
                () -> won.stream().allMatch(deal -> isParked(trial, deal) || trial.isIn(deal, "AwaitingFulfilment")));
        retry(trial, won.stream().filter(deal -> isParked(trial, deal)).toList());
    }

    private static boolean isParked(Trial trial, String deal) {
        return trial.running
                .orchestrator
                .instance(deal)
                .filter(instance -> instance.path("status").asText().equals("PARKED"))
                .isPresent();
    }

    /** Whether a command of this deal came to nothing, by its history. */
    private static boolean hasFailed(Trial trial, String deal) {
        var orchestrator = trial.running.orchestrator;
        return orchestrator
                .instance(deal)
                .filter(instance -> orchestrator
                        .detail(instance.path("id").asText())
                        .findValuesAsText("trigger")
                        .contains("CommandFailed"))
                .isPresent();
    }

    private static void retry(Trial trial, List<String> deals) {
        for (var deal : deals) {
            trial.running
                    .orchestrator
                    .instance(deal)
                    .ifPresent(instance -> trial.running.orchestrator.act(
                            instance.path("id").asText(), "retry", "what was wrong has been mended"));
        }
    }

    private static void repair(Trial trial) {
        ALL.forEach(trial.running.vendors::repair);
        trial.faultIsOver();
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A network to the ERP that resets, swallows, cuts, truncates and drips, one after the other. */
    static void areBehindABadNetwork(Trial trial) throws InterruptedException {
        var running = trial.running;
        var vendor = URI.create(running.topology.url(ERP)).getPort();
        var network = trial.holds(new TcpProxy(0, vendor));
        trial.replace(
                running.topology.component("erp-adapter").with("entente.connections.books.base-url", network.url()));
        for (var mode : TcpProxy.Mode.values()) {
            network.set(mode);
            trial.win(1 + trial.random.nextInt(2));
            if (mode == TcpProxy.Mode.PASS) {
                Thread.sleep(500);
            } else {
                trial.until("somebody meets " + mode, () -> network.harmed() > 0);
                Thread.sleep(2000);
            }
        }
        network.set(TcpProxy.Mode.PASS);
        trial.faultIsOver();
    }

    /** Somebody else seems to be where the ERP was: nothing is told to them, and deals wait. */
    static void isNotWhoItWas(Trial trial) throws Exception {
        var running = trial.running;
        var front = trial.holds(new TlsFront(
                running.data.resolve("certificates"),
                URI.create(running.topology.url(ERP)).getPort()));
        var secured = running.topology
                .component("erp-adapter")
                .with("javax.net.ssl.trustStore", front.trust().toString())
                .with("javax.net.ssl.trustStoreType", "PKCS12")
                .with("javax.net.ssl.trustStorePassword", front.password());
        trial.replace(secured.with("entente.connections.books.base-url", "https://erp.invalid"));
        var won = trial.winSome();
        trial.until("nobody finds the ERP", () -> won.stream().allMatch(deal -> hasFailed(trial, deal)));
        trial.restart(secured.with("entente.connections.books.base-url", front.url()));
        for (var bad : List.of(Certificate.EXPIRED, Certificate.OF_ANOTHER_HOST, Certificate.NOBODY_VOUCHES_FOR)) {
            front.show(bad);
            trial.win(1);
            trial.until("somebody looks at a certificate " + bad, () -> front.shown(bad) > 0);
            sleep(2_000);
            assertThat(front.heard(bad))
                    .as("told to one with a certificate %s", bad)
                    .isZero();
        }
        front.show(Certificate.GOOD);
        trial.faultIsOver();
        trial.until("deals settle over TLS", trial::isSettled);
        assertThat(front.heard(Certificate.GOOD)).as("told to the ERP over TLS").isPositive();
    }

    /** The ERP sends whoever asks to somewhere else, where credentials could be collected. */
    static void sendsUsElsewhere(Trial trial) {
        var running = trial.running;
        var heard = new AtomicInteger();
        var elsewhere = trial.holds(new Callers(0));
        elsewhere.take(caller -> {
            heard.incrementAndGet();
            try (caller) {
                caller.getInputStream().read();
            } catch (IOException left) {
                // It has been counted.
            }
        });
        for (var status : new int[] {301, 302, 307, 308}) {
            running.vendors.fault(
                    ERP,
                    fault("status", "/record/")
                            .put("status", status)
                            .put("chance", 0.4)
                            .put("location", "http://127.0.0.1:" + elsewhere.port() + "/latest/meta-data"));
        }
        var won = trial.winSome();
        sleep(8_000);
        running.vendors.repair(ERP);
        assertThat(running.vendors.traffic(ERP).findValuesAsText("status"))
                .as("answers of the ERP")
                .containsAnyOf("301", "302", "307", "308");
        assertThat(heard).as("calls to where the ERP pointed").hasValue(0);
        retryWhatIsParked(trial, won);
        trial.faultIsOver();
    }

    /** The ERP takes so long over each request that a command takes longer than a consumer may be without polling. */
    static void takesLongerThanAPollMay(Trial trial) throws IOException {
        var running = trial.running;
        trial.replace(running.topology.component("erp-adapter").with("kafka.max.poll.interval.ms", "6000"));
        running.vendors.fault(ERP, fault("delay", "").put("delayMillis", 3500));
        trial.winSome();
        sleep(20_000);
        running.vendors.repair(ERP);
        trial.faultIsOver();
        trial.until("deals settle", trial::isSettled);
        assertThat(Files.readString(running.data.resolve("logs/erp-adapter.log")))
                .as("the log of a consumer that must stay in its group")
                .contains("kafka")
                .doesNotContain("poll timeout has expired");
    }

    /** Customers are called what somebody wrote who would like it to be read as something else. */
    static void writeCodeInNames(Trial trial) {
        var running = trial.running;
        var suffix = " " + trial.random.nextInt(1_000_000);
        var names = CODE.stream().map(code -> code + suffix).toList();
        running.crm.winAll(names.stream().map(trial::dealWith).toList());
        trial.faultIsOver();
        trial.until("deals settle", trial::isSettled);
        assertThat(running.vendors.records(ERP, "customer").findValuesAsText("companyName"))
                .as("customers in the ERP")
                .containsAll(names);
        assertThat(running.vendors.records("zendesk", "organization").findValuesAsText("name"))
                .as("organizations in the support tool")
                .containsAll(names);
    }

    /** Records nobody can read, in the way of a deal: each partition of its key has one before what is still to come of it. */
    static void sendWhatNobodyCanRead(Trial trial) {
        var running = trial.running;
        var records = new Records(running.topology);
        var topics =
                List.of("crm.inbound", "crm.events", "crm.commands", "erp.events", "erp.commands", "support.commands");
        running.vendors.stopNextBefore(ERP, Crashes.MAKE_ORDER);
        var held = trial.win(1).getFirst();
        trial.until("its order is at the vendor", () -> running.vendors.atBarrier(ERP) > 0);
        trial.winSome();
        for (var topic : topics) {
            records.say(topic, "opportunity/emea/" + held, "{\"not\": \"readable");
        }
        running.vendors.openBarrier(ERP);
        trial.expectDeadLetters(topics.size());
        trial.faultIsOver();
    }

    /** Several at once. */
    static void andEverythingElse(Trial trial) throws InterruptedException {
        var running = trial.running;
        running.vendors.fault("hubspot", fault("duplicate", "").put("copies", 3).put("chance", 0.5));
        ALL.forEach(vendor -> {
            running.vendors.fault(
                    vendor, fault("status", requests(vendor)).put("status", 503).put("chance", 0.05));
            running.vendors.fault(
                    vendor,
                    fault("time-out-after", requests(vendor))
                            .put("chance", 0.03)
                            .put("delayMillis", 5500));
        });
        var victims = new ArrayList<>(
                List.of("crm-adapter", "erp-adapter", "support-adapter", "orchestrator", "broker", "database"));
        Collections.shuffle(victims, trial.random);
        for (var victim : victims) {
            trial.winSomeAndCatchThem();
            running.sandbox.kill(victim);
            trial.soon();
            running.sandbox.start(victim);
        }
        repair(trial);
    }
}
