package dev.entente.endtoend.observability;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.endtoend.RunningSandbox;
import dev.entente.endtoend.faults.DatabaseLock;
import dev.entente.endtoend.faults.Records;
import dev.entente.sandbox.demo.Books.BookedOrder;
import dev.entente.sandbox.demo.Crm.Line;
import dev.entente.sandbox.demo.NetsuiteBooks;
import dev.entente.sandbox.launch.Http;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** How to bring about what the alerts are about in a running suite, and how to end it as the runbooks say. */
final class Troubles {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String ERP = "netsuite";
    private static final String PLACED = "AwaitingFulfilment";

    private final RunningSandbox running;
    private final NetsuiteBooks books;
    private final List<String> good = new ArrayList<>();
    private int customers;

    Troubles(RunningSandbox running) {
        this.running = running;
        this.books = new NetsuiteBooks(running.topology);
    }

    static final Set<String> ALERTS = Set.of(
            "ServiceDown",
            "BacklogUnknown",
            "BacklogOld",
            "BacklogGrows",
            "DatabaseAway",
            "OutboxStuck",
            "WebhooksSpooled",
            "OutboxRowRefused",
            "TimersLate",
            "RecordsUnreadable",
            "DeadLettersWait",
            "WebhookBudgetBurnsFast",
            "WebhooksForged",
            "VendorDown",
            "FeedStalled",
            "FeedItemsUnreadable",
            "WorkWaitsForConnection",
            "VendorRefusesCredentials",
            "VendorQuotaUsedUp",
            "DealNeedsDecision",
            "DealPastDeadline",
            "OrderWithoutEntitlement",
            "CancellationStuck");

    List<Trouble> all() {
        return List.of(
                // --- the platform
                new Trouble(
                        Set.of("ServiceDown", "BacklogOld", "BacklogGrows"),
                        () -> {
                            running.sandbox.kill("erp-adapter");
                            win(8);
                        },
                        () -> running.sandbox.start("erp-adapter")),
                new Trouble(
                        Set.of("BacklogUnknown"),
                        () -> running.sandbox.stop("orchestrator"),
                        () -> running.sandbox.start("orchestrator")),
                new Trouble(
                        Set.of("DatabaseAway"),
                        () -> running.sandbox.kill("database"),
                        () -> running.sandbox.start("database")),
                new Trouble(
                        Set.of("OutboxStuck", "WebhooksSpooled"),
                        () -> {
                            var taken = placed();
                            good.remove(taken);
                            running.sandbox.kill("broker");
                            running.orchestrator.act(instance(taken), "cancel", "the customer changed its mind");
                            win(1);
                        },
                        () -> running.sandbox.start("broker")),
                new Trouble(
                        Set.of("OutboxRowRefused"),
                        () -> {
                            largestRecord("erp.commands", "100");
                            win(1);
                        },
                        () -> {
                            largestRecord("erp.commands", "1048576");
                            change("update outbox_batch set refused = null");
                        }),
                new Trouble(Set.of("TimersLate"), this::blockTimers, this::endWhatBlocks),
                new Trouble(
                        Set.of("RecordsUnreadable", "DeadLettersWait"),
                        () -> new Records(running.topology).say("erp.events", "nobody", "this is no event"),
                        this::discardLetters),
                new Trouble(
                        Set.of("WebhookBudgetBurnsFast"),
                        () -> {
                            running.sandbox.kill("broker");
                            running.sandbox.kill("database");
                            win(3);
                        },
                        () -> {
                            running.sandbox.start("database");
                            running.sandbox.start("broker");
                            settle();
                            win(2);
                        }),
                new Trouble(
                        Set.of("FeedItemsUnreadable"),
                        () -> {
                            placed();
                            spoilt = running.books.orders().getLast();
                            books.renumber(spoilt.key(), "");
                        },
                        () -> books.renumber(spoilt.key(), spoilt.number())),
                // --- connections
                new Trouble(Set.of("WebhooksForged"), this::forge, () -> {}),
                new Trouble(
                        Set.of("VendorDown", "FeedStalled", "WorkWaitsForConnection"),
                        () -> {
                            running.vendors.answerAll(ERP, ".", 503);
                            win(12);
                        },
                        () -> running.vendors.repair(ERP)),
                new Trouble(
                        Set.of("VendorRefusesCredentials"),
                        () -> {
                            running.vendors.answerAll(ERP, "/record/", 403);
                            win(2);
                        },
                        () -> {
                            running.vendors.repair(ERP);
                            retryParked();
                        }),
                new Trouble(
                        Set.of("VendorQuotaUsedUp"),
                        () -> {
                            running.vendors.answerAll("zendesk", ".", 429);
                            win(4);
                        },
                        () -> running.vendors.repair("zendesk")),
                new Trouble(
                        Set.of("DealPastDeadline"),
                        () -> {
                            running.sandbox.stop("erp-adapter");
                            win(1);
                            nextDay();
                        },
                        () -> {
                            running.sandbox.start("erp-adapter");
                            retryParked();
                        }),
                // --- the platform, for nobody else is told
                new Trouble(
                        Set.of("OrderWithoutEntitlement"),
                        () -> {
                            running.vendors.answerAll("zendesk", ".", 503);
                            win(2);
                        },
                        () -> running.vendors.repair("zendesk")),
                new Trouble(
                        Set.of("CancellationStuck"),
                        () -> {
                            var taken = placed();
                            good.remove(taken);
                            running.vendors.answerAll(ERP, ".", 503);
                            running.orchestrator.act(instance(taken), "cancel", "the customer changed its mind");
                        },
                        () -> running.vendors.repair(ERP)),
                // --- the order desk
                new Trouble(
                        Set.of("DealNeedsDecision"),
                        () -> won(
                                "Unmapped",
                                List.of(new Line("SKU-NEW", "1", "49.90"), new Line("SKU-NEW", "2", "49.90"))),
                        () -> running.orchestrator.mapProduct("SKU-NEW", "WIDGET")));
    }

    /** Deals that must have become of, whatever happened to them on the way. */
    List<String> good() {
        return List.copyOf(good);
    }

    void settle() {
        RunningSandbox.await(
                "every deal is where it belongs",
                Duration.ofMinutes(4),
                () -> good.stream().allMatch(this::isPlaced));
    }

    private void win(int deals) {
        for (int deal = 0; deal < deals; deal++) {
            won("Good", List.of(new Line("SKU-WIDGET", "2", "49.90"), new Line("SKU-GOLD", "1", "1200.00")));
        }
    }

    private String won(String customer, List<Line> lines) {
        customers++;
        var account = running.crm.account(customer + " " + customers, Map.of());
        var deal = running.crm.deal(customer + " renews", account, "EUR", lines);
        running.crm.win(deal);
        good.add(deal);
        return deal;
    }

    private String placed() {
        win(1);
        var deal = good.getLast();
        RunningSandbox.await("the order is placed", PATIENCE, () -> isPlaced(deal));
        return deal;
    }

    private boolean isPlaced(String deal) {
        return running.orchestrator
                .instance(deal)
                .filter(instance -> instance.path("state").asText().equals(PLACED))
                .isPresent();
    }

    private String instance(String deal) {
        return running.orchestrator.instance(deal).orElseThrow().path("id").asText();
    }

    private void retryParked() {
        for (var deal : good) {
            running.orchestrator
                    .instance(deal)
                    .filter(instance -> instance.path("status").asText().equals("PARKED"))
                    .ifPresent(instance -> running.orchestrator.act(
                            instance.path("id").asText(), "retry", "what was wrong has been mended"));
        }
    }

    private void largestRecord(String topic, String bytes) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", running.topology.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private void change(String statement) throws SQLException {
        try (var connection = DatabaseLock.connect(running.topology, "entente_orchestrator");
                var change = connection.createStatement()) {
            change.executeUpdate(statement);
        }
    }

    private BookedOrder spoilt;
    private DatabaseLock lock;

    private void blockTimers() throws SQLException {
        running.vendors.answerAll(ERP, ".", 503);
        win(1);
        var deal = good.getLast();
        RunningSandbox.await(
                "it will be tried again",
                PATIENCE,
                () -> running.orchestrator
                        .instance(deal)
                        .filter(instance -> instance.path("attempt").asInt() > 1)
                        .isPresent());
        lock = DatabaseLock.againstWriters(running.topology, "entente_orchestrator", "workflow_instance");
    }

    private void endWhatBlocks() {
        lock.close();
        running.vendors.repair(ERP);
    }

    private void discardLetters() {
        var http = new Http("");
        var url = running.topology.url("orchestrator") + "/api/v1/dead-letters";
        http.get(url + "?status=WAITING")
                .forEach(letter -> http.post(
                        url + "/" + letter.path("id").asText() + "/discard",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("who", "trial")
                                .put("why", "nobody of ours wrote it")));
    }

    private void forge() {
        var url = running.topology.url("crm-adapter") + "/webhooks/"
                + running.topology.crm().connection();
        for (int time = 0; time < 12; time++) {
            assertThat(new Http("")
                            .exchange("POST", url, JsonNodeFactory.instance.arrayNode())
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    /** What waits for an answer has waited for as long as its contract allows. */
    private void nextDay() throws SQLException {
        var deal = good.getLast();
        RunningSandbox.await(
                "it waits for the ERP",
                PATIENCE,
                () -> running.orchestrator.instance(deal).isPresent());
        change("update workflow_instance set due_at = now(), due_kind = 'DEADLINE' where id = '" + instance(deal)
                + "'");
    }
}
