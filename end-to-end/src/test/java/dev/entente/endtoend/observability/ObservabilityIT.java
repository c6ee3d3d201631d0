package dev.entente.endtoend.observability;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.endtoend.RunningSandbox;
import dev.entente.endtoend.faults.Records;
import dev.entente.sandbox.demo.Crm.Line;
import dev.entente.sandbox.demo.NetsuiteBooks;
import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Limits;
import dev.entente.sandbox.launch.Systems;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A suite with every kind of trouble, watched by a real Prometheus and a real Alertmanager: all that dashboards and alerts ask for
 * is there, and the right people are told.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ObservabilityIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Of troubles that this suite does not have: too many series, defects of ours, refused credentials. */
    private static final Set<String> HOPEFULLY_ABSENT = Set.of(
            "series_refused_total",
            "service:work_failed:increase15m",
            "service:work_poisoned:increase15m",
            "service_connection:vendor_denials:increase10m");

    /** Ids of ours, of vendors and of traces: a label with one of them has as many values as there are deals. */
    private static final Pattern IDENTITY =
            Pattern.compile("[0-9a-z]{24,}|[0-9a-f]{8}-[0-9a-f]{4}-.*|\\d{6,}|.*/\\d+(/.*)?", Pattern.CASE_INSENSITIVE);

    private static RunningSandbox running;
    private static Alertmanager alertmanager;
    private static Prometheus prometheus;
    private static int round;

    @BeforeAll
    static void start() {
        assumeTrue(Systems.isPrepared("prometheus"), "Prometheus is not installed: ./entente test --real installs it");
        running = new RunningSandbox("observability", Limits.DEMO);
        var directory = Path.of(
                System.getProperty("sandbox.home"),
                "end-to-end/target/observability-" + ProcessHandle.current().pid());
        alertmanager = new Alertmanager(directory.resolve("alertmanager"));
        prometheus = new Prometheus(directory.resolve("prometheus"), running.topology, alertmanager.address());
        trouble();
        RunningSandbox.await(
                "the second round was scraped",
                PATIENCE,
                () -> prometheus
                        .values(
                                "sum(increase(workflow_milestone_seconds_count{milestone=\"order-to-entitlement\"}[5m]))")
                        .stream()
                        .anyMatch(count -> count > 0));
    }

    @AfterAll
    static void stop() {
        if (running != null) {
            prometheus.close();
            alertmanager.close();
            running.close();
        }
    }

    /** Twice, so that what counts from its first occurrence is seen to grow. */
    private static void trouble() {
        for (int time = 0; time < 2; time++) {
            round++;
            running.vendors.answerNext("netsuite", "PUT /services/rest/record/v1/salesOrder", 503);
            running.crm.fault(JsonNodeFactory.instance
                    .objectNode()
                    .put("kind", "duplicate")
                    .put("match", "deal.propertyChange closedwon")
                    .put("copies", 3)
                    .put("times", 1));
            var good = win("Good", List.of(new Line("SKU-WIDGET", "3", "49.90")));
            win("Unmapped", List.of(new Line("SKU-NOBODY-" + round, "1", "10.00")));
            unsigned();
            new Records(running.topology).say("erp.events", "nobody", "this is no event");
            RunningSandbox.await(
                    "the good deal is through",
                    PATIENCE,
                    () -> running.orchestrator
                            .instance(good)
                            .filter(instance -> instance.path("state").asText().equals("AwaitingFulfilment"))
                            .isPresent());
            spoilAnOrder();
            new Records(running.topology).sayAgain(List.of("crm.events"), Instant.EPOCH);
            RunningSandbox.await(
                    "what was said again is scraped",
                    PATIENCE,
                    () -> !prometheus
                            .values("workflow_messages_total{outcome=\"duplicate\"}")
                            .isEmpty());
        }
    }

    private static String win(String customer, List<Line> lines) {
        var account = running.crm.account(customer + " " + round, Map.of());
        var deal = running.crm.deal(customer + " renews", account, "EUR", lines);
        running.crm.win(deal);
        return deal;
    }

    /** For as long as it takes to be passed over. */
    private static void spoilAnOrder() {
        var books = new NetsuiteBooks(running.topology);
        var order = running.books.orders().getLast();
        books.renumber(order.key(), "");
        RunningSandbox.await(
                "an order was passed over",
                PATIENCE,
                () -> !prometheus.values("feed_items_unreadable_total").isEmpty());
        books.renumber(order.key(), order.number());
    }

    private static void unsigned() {
        var url = running.topology.url("crm-adapter") + "/webhooks/"
                + running.topology.crm().connection();
        assertThat(new Http("")
                        .exchange("POST", url, JsonNodeFactory.instance.arrayNode())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    @Order(1)
    void everyQueryOfEveryPanelFindsSomething() {
        var until = Instant.now().plus(PATIENCE);
        var empty = panelsWithoutData();
        while (!empty.isEmpty() && Instant.now().isBefore(until)) {
            empty = panelsWithoutData();
        }

        assertThat(empty).isEmpty();
    }

    private static List<String> panelsWithoutData() {
        var empty = new ArrayList<String>();
        for (var dashboard : Dashboard.all()) {
            var choices = choices(dashboard);
            for (var panel : dashboard.panels()) {
                panel.queries().stream()
                        .filter(query -> choices.stream()
                                .noneMatch(choice -> !prometheus
                                        .values(concrete(query, choice))
                                        .isEmpty()))
                        .forEach(query -> empty.add(panel + ": " + query));
            }
        }
        return empty;
    }

    /** Each dashboard has one variable at the most. */
    private static List<Map<String, String>> choices(Dashboard dashboard) {
        return dashboard.variables().stream()
                .findFirst()
                .map(variable -> prometheus.labelValues(variable.metric(), variable.label()).stream()
                        .map(value -> Map.of(variable.name(), value))
                        .toList())
                .orElse(List.of(Map.of()));
    }

    private static String concrete(String query, Map<String, String> choice) {
        var concrete = query.replace("$__rate_interval", "15m").replace("$__range", "1h");
        for (var chosen : choice.entrySet()) {
            concrete = concrete.replace("$" + chosen.getKey(), chosen.getValue());
        }
        return concrete;
    }

    @Test
    @Order(2)
    void everyMetricThatAlertsAskForIsScraped() {
        var absent = new TreeSet<String>();
        for (var rule : Rules.all()) {
            Query.metrics(rule.query()).stream()
                    .filter(metric -> !HOPEFULLY_ABSENT.contains(metric))
                    .filter(metric -> prometheus
                            .values("count(last_over_time(" + metric + "[1m]))")
                            .isEmpty())
                    .forEach(metric -> absent.add(rule.name() + " asks for " + metric));
        }
        assertThat(absent).isEmpty();
    }

    /** An increase from nothing to one is none that Prometheus sees. */
    @Test
    @Order(2)
    void whatHasNotFailedYetIsCountedAsZero() {
        assertThat(prometheus.values("max_over_time(webhooks_total{outcome=\"not-durable\", vendor=\"hubspot\"}[1m])"))
                .containsOnly(0.0);
    }

    @Test
    @Order(3)
    void noLabelOfOursHoldsAnIdentity() {
        var identities = new TreeSet<String>();
        for (var metric : List.of(
                "webhooks_total",
                "commands_total",
                "vendor_calls_seconds_count",
                "vendor_failures_total",
                "workflow_transitions_total",
                "workflow_step_seconds_count",
                "workflow_failures_total",
                "dead_letters_total",
                "http_server_requests_seconds_count")) {
            for (var label : List.of("vendor", "outcome", "type", "connection", "operation", "state", "topic", "uri")) {
                prometheus.labelValues(metric, label).stream()
                        .filter(value -> IDENTITY.matcher(value).matches())
                        .forEach(value -> identities.add(metric + "{" + label + "=\"" + value + "\"}"));
            }
        }

        assertThat(identities).isEmpty();
    }

    @Test
    @Order(4)
    void aRuleThatSaidNoIsToldToTheOrderDeskAndToNobodyElse() {
        RunningSandbox.await(
                "the order desk knows",
                PATIENCE,
                () -> alertmanager.toldTo("order-desk").contains("DealNeedsDecision"));

        assertThat(alertmanager.toldTo("platform-page")).doesNotContain("DealNeedsDecision");
        assertThat(alertmanager.toldTo("connections")).doesNotContain("DealNeedsDecision");
    }

    @Test
    @Order(5)
    void aRecordThatNobodyCanReadIsToldToThePlatform() {
        RunningSandbox.await(
                "the platform knows",
                PATIENCE,
                () -> alertmanager.toldTo("platform-ticket").contains("RecordsUnreadable"));
    }

    @Test
    @Order(6)
    void aliveIsSaidAllTheTime() {
        RunningSandbox.await(
                "the watchdog barks",
                PATIENCE,
                () -> alertmanager.toldTo("deadman").contains("Watchdog"));
    }

    /** And the lag of a service that is gone stays known. */
    @Test
    @Order(7)
    void whatWaitsForAServiceThatIsDownIsKnownAndToldToThePlatform() {
        running.sandbox.kill("erp-adapter");
        win("Patient", List.of(new Line("SKU-WIDGET", "1", "49.90")));

        RunningSandbox.await(
                "the lag of the dead consumer is known",
                PATIENCE,
                () ->
                        prometheus
                                .values("max(kafka_consumergroup_lag_seconds{consumergroup=\"erp-adapter-commands\"})")
                                .stream()
                                .anyMatch(age -> age > 1));
        RunningSandbox.await(
                "the platform knows",
                PATIENCE,
                () -> alertmanager.toldTo("platform-page").contains("ServiceDown"));
        running.sandbox.start("erp-adapter");
    }

    @Test
    @Order(8)
    void anOrderThatSupportDoesNotKnowIsCounted() {
        running.vendors.answerAll("zendesk", ".", 503);
        win("Unserved", List.of(new Line("SKU-WIDGET", "1", "49.90")));

        var business = Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.panels().stream())
                .filter(panel -> panel.title().contains("without entitlement"))
                .flatMap(panel -> panel.queries().stream())
                .toList();
        assertThat(business).hasSize(2);
        business.forEach(query -> RunningSandbox.await(
                query + " is more than 0",
                PATIENCE,
                () -> prometheus.values(query).stream().anyMatch(value -> value > 0)));
        running.vendors.repair("zendesk");
    }

    @Test
    @Order(9)
    void aVendorThatIsDownIsToldToTheOwnerOfTheConnectionAndNotToTheOrderDesk() {
        running.vendors.answerAll("netsuite", ".", 503);
        for (int deal = 0; deal < 8; deal++) {
            round++;
            win("Waiting", List.of(new Line("SKU-WIDGET", "1", "49.90")));
        }

        RunningSandbox.await(
                "the owner of the connection knows",
                PATIENCE,
                () -> alertmanager.toldTo("connections").contains("WorkWaitsForConnection"));
        running.vendors.repair("netsuite");

        assertThat(alertmanager.toldTo("order-desk")).containsOnly("DealNeedsDecision");
        assertThat(alertmanager.toldTo("platform-page")).doesNotContain("VendorDown", "WorkWaitsForConnection");
    }
}
