package dev.entente.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.sandbox.demo.Crm.Account;
import dev.entente.sandbox.demo.Crm.Line;
import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Limits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** Single deals through the whole house, with the quotas that small accounts really have. */
class FirstDealIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<String> SERVICES = Set.of("crm-adapter", "erp-adapter", "support-adapter", "orchestrator");

    private static RunningSandbox running;

    @BeforeAll
    static void start() {
        running = new RunningSandbox("first-deal", Limits.DEMO);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static String win(String customer, List<Line> lines) {
        return win(customer, "EUR", running.crm.account(customer, Map.of()), lines);
    }

    private static String win(String customer, String currency, Account account, List<Line> lines) {
        var deal = running.crm.deal(customer + " renews", account, currency, lines);
        running.crm.win(deal);
        return deal;
    }

    private static List<Line> goldAndWidgets() {
        return List.of(new Line("SKU-WIDGET", "3", "49.90"), new Line("SKU-GOLD", "1", "1200.00"));
    }

    private static JsonNode awaitState(String deal, String state) {
        RunningSandbox.await(
                "deal " + deal + " is in " + state,
                PATIENCE,
                () -> running.orchestrator
                        .instance(deal)
                        .filter(instance -> instance.path("state").asText().equals(state))
                        .isPresent());
        return running.orchestrator.instance(deal).orElseThrow();
    }

    private static String awaitParked(String deal) {
        RunningSandbox.await(
                "deal " + deal + " is parked",
                PATIENCE,
                () -> running.orchestrator
                        .instance(deal)
                        .filter(instance -> instance.path("status").asText().equals("PARKED"))
                        .isPresent());
        return running.orchestrator
                .instance(deal)
                .orElseThrow()
                .path("parked")
                .path("reason")
                .asText();
    }

    @Test
    void oneDealIsOneConnectedTraceThroughAllFourServicesWithItsCorrelationIdOnEverySpan() {
        var correlation = awaitState(win("Trace & Söhne", goldAndWidgets()), "AwaitingFulfilment")
                .path("correlationId")
                .asText();
        var traces = new Http("");
        var url = running.topology.url("traces") + "/api/spans";

        RunningSandbox.await(
                "spans of all services arrive",
                PATIENCE,
                () -> services(traces.get(url + "?correlation=" + correlation)).containsAll(SERVICES));
        RunningSandbox.await("no more spans arrive", PATIENCE, () -> {
            var before = traces.get(url + "?correlation=" + correlation).size();
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofSeconds(2).toNanos());
            return traces.get(url + "?correlation=" + correlation).size() == before;
        });
        var flow = traces.get(url + "?correlation=" + correlation);
        var main = mainTrace(flow);
        var trace = traces.get(url + "?trace=" + main);

        assertThat(services(trace)).isEqualTo(SERVICES);
        assertConnected(trace);
        for (var span : trace) {
            assertThat(span.path("attributes").path("correlation.id").asText())
                    .as("correlation id of %s %s", span.path("service"), span.path("name"))
                    .isEqualTo(correlation);
        }
        assertThat(names(trace))
                .contains(
                        "send crm.inbound",
                        "process crm.inbound",
                        "send crm.events",
                        "process crm.events",
                        "send erp.commands",
                        "process erp.commands",
                        "send erp.events",
                        "process erp.events",
                        "send crm.commands",
                        "process support.commands");
    }

    /** The trace that reaches all services; duplicates of the webhook have traces of their own. */
    private static String mainTrace(JsonNode flow) {
        var ids = new HashSet<String>();
        flow.forEach(span -> ids.add(span.path("traceId").asText()));
        return ids.stream()
                .filter(id -> services(StreamSupport.stream(flow.spliterator(), false)
                                .filter(span -> span.path("traceId").asText().equals(id))
                                .toList())
                        .equals(SERVICES))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no trace reaches all four services"));
    }

    private static Set<String> services(Iterable<JsonNode> spans) {
        var services = new HashSet<String>();
        spans.forEach(span -> services.add(span.path("service").asText()));
        return services;
    }

    private static Set<String> names(JsonNode spans) {
        var names = new TreeSet<String>();
        spans.forEach(span -> names.add(span.path("name").asText()));
        return names;
    }

    private static void assertConnected(JsonNode trace) {
        var ids = new HashSet<String>();
        trace.forEach(span -> ids.add(span.path("spanId").asText()));
        var roots = StreamSupport.stream(trace.spliterator(), false)
                .filter(span -> !ids.contains(span.path("parentSpanId").asText()))
                .map(span ->
                        span.path("service").asText() + " " + span.path("name").asText())
                .toList();
        assertThat(roots).as("spans without a parent in the trace").hasSize(1);
    }

    @Test
    void theCorrelationIdStandsInEveryLogDatabaseAndVendorRecordOfTheDeal() throws SQLException, IOException {
        var deal = win("Correlate Ltd", goldAndWidgets());
        var correlation =
                awaitState(deal, "AwaitingFulfilment").path("correlationId").asText();

        for (var place : Map.of(
                        "entente_crm", "inbox",
                        "entente_erp", "command_ledger",
                        "entente_support", "command_ledger",
                        "entente_orchestrator", "workflow_history")
                .entrySet()) {
            assertThat(rows(place.getKey(), place.getValue(), correlation))
                    .as("rows in %s", place)
                    .isPositive();
        }
        for (var service : SERVICES) {
            assertThat(Files.readString(log(service)))
                    .as("log of %s", service)
                    .contains("correlation.id=" + correlation);
            try (var lines = Files.lines(log(service))) {
                assertThat(lines.filter(line -> line.contains("[de.en.flow]")))
                        .allSatisfy(line -> assertThat(line).contains("correlation.id="));
            }
        }
        assertThat(running.books.ordersByCorrelation()).containsEntry(correlation, 1);
        assertThat(running.crm.property(deal, "entente_correlation_id")).isEqualTo(correlation);
        assertThat(running.desk.entitlements())
                .anySatisfy(shown -> assertThat(shown.correlationId()).isEqualTo(correlation));
    }

    private static int rows(String database, String table, String correlation) throws SQLException {
        try (var connection = DriverManager.getConnection(running.topology.jdbcUrl(database), "entente", "entente");
                var query =
                        connection.prepareStatement("select count(*) from " + table + " where correlation_id = ?")) {
            query.setString(1, correlation);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static Path log(String service) {
        return Path.of(
                System.getProperty("sandbox.home"), "end-to-end/target/sandbox-first-deal/logs", service + ".log");
    }

    @Test
    void trafficFollowsTheVendorsPublishedSpecifications() {
        var found = Specifications.find();
        Assumptions.assumeTrue(found.isPresent(), "ENTENTE_SPECS names no folder with published specifications");
        var specifications = found.orElseThrow();
        awaitState(win("By the Book", goldAndWidgets()), "AwaitingFulfilment");

        var broken = new TreeSet<String>();
        var checked = 0;
        for (var exchange : running.vendors.traffic("zendesk")) {
            checked += zendesk(specifications, exchange, broken);
        }
        for (var exchange : running.vendors.traffic("netsuite")) {
            checked += netsuite(specifications, exchange, broken);
        }

        assertThat(broken).isEmpty();
        assertThat(checked).as("bodies checked").isGreaterThanOrEqualTo(6);
    }

    private static int zendesk(Specifications specifications, JsonNode exchange, Set<String> broken) {
        var response = exchange.path("responseBody").asText();
        if (exchange.path("status").asInt() >= 300) {
            return 0;
        }
        switch (exchange.path("path").asText()) {
            case "/api/v2/organizations/create_or_update" -> {
                var request = exchange.path("requestBody").asText();
                broken.addAll(specifications.zendesk("CreateOrganizationRequest", request));
                broken.addAll(specifications.zendesk("OrganizationResponse", response));
                return 2;
            }
            case "/api/v2/users/create_or_update" -> {
                broken.addAll(specifications.zendesk(
                        "UserRequest", exchange.path("requestBody").asText()));
                broken.addAll(specifications.zendesk("UserResponse", response));
                return 2;
            }
            default -> {
                return 0;
            }
        }
    }

    private static int netsuite(Specifications specifications, JsonNode exchange, Set<String> broken) {
        var isCustomer = exchange.path("path").asText().startsWith("/services/rest/record/v1/customer/");
        if (!isCustomer || exchange.path("status").asInt() >= 300) {
            return 0;
        }
        var isRead = exchange.path("method").asText().equals("GET");
        broken.addAll(specifications.netsuiteCustomer(
                exchange.path(isRead ? "responseBody" : "requestBody").asText()));
        return 1;
    }

    @Test
    void shipmentAndInvoiceReachCrmAndSupport() {
        var deal = win("Ship & Bill", goldAndWidgets());
        var correlation =
                awaitState(deal, "AwaitingFulfilment").path("correlationId").asText();
        var order = running.books.orders().stream()
                .filter(one -> one.correlationId().equals(correlation))
                .findFirst()
                .orElseThrow();

        running.books.fulfil(order.key());

        awaitState(deal, "Fulfilled");
        assertThat(running.crm.property(deal, "erp_order_status")).isEqualTo("billed");
        assertThat(running.desk.entitlements()).anySatisfy(shown -> {
            assertThat(shown.customer()).isEqualTo("Ship & Bill");
            assertThat(shown.orderStatus()).isEqualTo("billed");
        });
    }

    @Test
    void addingTheMissingMappingReleasesTheDeal() {
        var deal = win("Patience AG", List.of(new Line("SKU-UNHEARD-OF", "1", "49.90")));
        assertThat(awaitParked(deal)).isEqualTo("the reference data lacks product:emea:SKU-UNHEARD-OF");

        running.orchestrator.mapProduct("SKU-UNHEARD-OF", "WIDGET");

        awaitState(deal, "AwaitingFulfilment");
    }

    @Test
    void dealsThatCannotBeOrdersAreParkedInBusinessWords() {
        var ghost = win("Ghost", "EUR", new Account("", ""), List.of(new Line("SKU-WIDGET", "1", "49.90")));
        var negative = win("Negative Inc", List.of(new Line("SKU-WIDGET", "-2", "49.90")));
        var currency = win(
                "Doubloon Ltd",
                "QQQ",
                running.crm.account("Doubloon Ltd", Map.of()),
                List.of(new Line("SKU-WIDGET", "1", "1")));
        var unknown = running.crm.deal(
                "Unknown stage",
                running.crm.account("Stage Fright", Map.of()),
                "EUR",
                List.of(new Line("SKU-WIDGET", "1", "49.90")));
        running.crm.move(unknown, "celebrated");

        assertThat(awaitParked(ghost)).isEqualTo("the deal has no company");
        assertThat(awaitParked(negative)).isEqualTo("line 'SKU-WIDGET' has the quantity -2");
        assertThat(awaitParked(currency)).isEqualTo("unknown currency 'QQQ'");
        assertThat(awaitParked(unknown)).contains("'celebrated' is unknown");
    }

    @Test
    void anOrderIsCancelledInTheErpAndCrmAndSupportAreTold() {
        var deal = win("Second Thoughts", goldAndWidgets());
        var instance = awaitState(deal, "AwaitingFulfilment");

        running.orchestrator.act(instance.path("id").asText(), "cancel", "the customer went bankrupt");

        awaitState(deal, "Cancelled");
        assertThat(running.crm.property(deal, "erp_order_status")).isEqualTo("cancelled");
        assertThat(running.books.orders()).anySatisfy(order -> {
            assertThat(order.correlationId())
                    .isEqualTo(instance.path("correlationId").asText());
            assertThat(order.closed()).isTrue();
        });
    }

    @Test
    void aVendorThatThrottlesFailsAndTimesOutDelaysTheDealAndNothingElse() {
        running.vendors.fault("netsuite", fault("status", "GET .*/customer", 429, 2));
        running.vendors.fault("netsuite", fault("status", "POST .*/suiteql", 503, 2));
        running.vendors.fault("zendesk", fault("status", "POST .*/organizations", 429, 1));
        running.vendors.fault("hubspot", fault("status", "GET .*/companies", 500, 1));

        var deal = win("Bad Weather", goldAndWidgets());

        var correlation =
                awaitState(deal, "AwaitingFulfilment").path("correlationId").asText();
        assertThat(running.books.ordersByCorrelation()).containsEntry(correlation, 1);
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode fault(
            String kind, String match, int status, int times) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", kind)
                .put("match", match)
                .put("status", status)
                .put("times", times);
    }
}
