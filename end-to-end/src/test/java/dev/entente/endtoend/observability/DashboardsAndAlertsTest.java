package dev.entente.endtoend.observability;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What can be said of dashboards and alerts without running anything. */
class DashboardsAndAlertsTest {

    private static final Path HOME = Path.of(System.getProperty("sandbox.home"));

    /** Of others: the JVM's, HTTP's, the pool's, and Prometheus' own. */
    private static final Set<String> THEIRS = Set.of(
            "up",
            "http_server_requests_seconds_count",
            "jvm_memory_used_bytes",
            "process_cpu_usage",
            "sql_pool_active");

    private static final Pattern DOCUMENTED =
            Pattern.compile("^\\| `([a-z_]+)` \\| (counter|gauge|timer) ", Pattern.MULTILINE);

    @Test
    void everyMetricThatIsAskedForIsOneThatServicesHave() throws IOException {
        var known = new TreeSet<>(THEIRS);
        DOCUMENTED
                .matcher(Files.readString(HOME.resolve("docs/operations/metrics.md")))
                .results()
                .forEach(metric -> {
                    known.add(metric.group(1));
                    if (metric.group(2).equals("timer")) {
                        Stream.of("_count", "_sum", "_max", "_bucket")
                                .forEach(suffix -> known.add(metric.group(1) + suffix));
                    }
                });
        Rules.all().stream().filter(rule -> !rule.isAlert()).forEach(rule -> known.add(rule.name()));

        var unknown = new ArrayList<String>();
        for (var rule : Rules.all()) {
            Query.metrics(rule.query()).stream()
                    .filter(metric -> !known.contains(metric))
                    .forEach(metric -> unknown.add(rule.name() + " asks for " + metric));
        }
        for (var dashboard : Dashboard.all()) {
            for (var panel : dashboard.panels()) {
                panel.queries()
                        .forEach(query -> Query.metrics(query).stream()
                                .filter(metric -> !known.contains(metric))
                                .forEach(metric -> unknown.add(panel + " asks for " + metric)));
            }
            dashboard.variables().stream()
                    .filter(variable -> !known.contains(variable.metric()))
                    .forEach(variable -> unknown.add(dashboard.file() + " chooses from " + variable.metric()));
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyStateThatIsNamedIsOneOfTheWorkflows() throws IOException {
        var workflow = Files.readString(HOME.resolve("docs/contracts/quote-to-cash.md"));
        var queries = Stream.concat(
                Rules.all().stream().map(Rules.Rule::query),
                Dashboard.all().stream()
                        .flatMap(all -> all.panels().stream())
                        .flatMap(panel -> panel.queries().stream()));

        var states = new TreeSet<String>();
        queries.forEach(query -> states.addAll(Query.states(query)));

        assertThat(states)
                .isNotEmpty()
                .allSatisfy(state -> assertThat(workflow).containsPattern("\\b" + state + "\\b"));
    }

    @Test
    void everyAlertSaysHowBadItIsWhoseItIsAndWhatToDo() {
        assertThat(Rules.alerts()).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.label("severity")).as(alert.name()).isIn("page", "ticket", "none");
            assertThat(alert.label("team")).as(alert.name()).isIn("platform", "connections", "order-desk");
            assertThat(alert.json().path("annotations").path("summary").asText())
                    .as(alert.name())
                    .isNotBlank();
            assertThat(runbook(alert)).as("runbook of %s", alert.name()).exists();
        });
    }

    /** Whatever a vendor does to us, the order desk is not asked. */
    @Test
    void theOrderDeskIsAskedAboutNothingButDecisions() {
        assertThat(Rules.alerts())
                .filteredOn(alert -> alert.label("team").equals("order-desk"))
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(alert.query())
                        .contains("workflow_parked_instances{kind=~\"invalid|decision|missing\"}"));
    }

    @Test
    void everyRunbookBelongsToAnAlertAndSaysWhatItMeansWhatToLookAtAndWhatToDo() throws IOException {
        var used = Rules.alerts().stream().map(DashboardsAndAlertsTest::runbook).toList();
        try (var runbooks = Files.list(HOME.resolve("observability/runbooks"))) {
            assertThat(runbooks).isNotEmpty().allSatisfy(runbook -> {
                assertThat(used).contains(runbook);
                assertThat(Files.readString(runbook)).contains("## What it means", "## Look at", "## Do");
            });
        }
    }

    private static Path runbook(Rules.Rule alert) {
        var link = alert.json().path("annotations").path("runbook_url").asText();
        return HOME.resolve("observability/runbooks").resolve(link.substring(link.lastIndexOf('/') + 1));
    }

    @Test
    void everyRunbookIsTriedOrSaysWhyNot() {
        assertThat(Rules.alerts())
                .extracting(Rules.Rule::name)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Troubles.ALERTS.stream(), Trouble.UNTRIED.keySet().stream())
                                .toList());
    }

    @Test
    void everyAlertIsTestedToFireAndNotToFire() throws IOException {
        var tests = Files.readString(Rules.FOLDER.resolve("entente.rules.test.yaml"));

        assertThat(Rules.alerts()).allSatisfy(alert -> {
            assertThat(tests).contains("name: " + alert.name() + " fires");
            if (!alert.name().equals("Watchdog")) {
                assertThat(tests).contains("'" + alert.name() + " does not fire: ");
            }
        });
    }

    @Test
    void everyPanelSaysWhatItShowsInWhichUnitFromTheChosenSource() {
        assertThat(Dashboard.all())
                .hasSize(4)
                .allSatisfy(dashboard -> assertThat(dashboard.panels())
                        .isNotEmpty()
                        .allSatisfy(panel -> {
                            assertThat(panel.title()).isNotBlank();
                            assertThat(panel.json().path("description").asText())
                                    .as(panel.toString())
                                    .isNotBlank();
                            assertThat(panel.json()
                                            .path("datasource")
                                            .path("uid")
                                            .asText())
                                    .as(panel.toString())
                                    .isEqualTo("${datasource}");
                            assertThat(panel.json()
                                            .path("fieldConfig")
                                            .path("defaults")
                                            .path("unit")
                                            .asText())
                                    .as(panel.toString())
                                    .isNotBlank();
                            assertThat(panel.queries()).as(panel.toString()).isNotEmpty();
                        }));
    }

    @Test
    void panelsHaveIdsOfTheirOwnAndDoNotOverlap() {
        for (var dashboard : Dashboard.all()) {
            var ids = new HashSet<Integer>();
            var panels = dashboard.everything();
            panels.forEach(panel -> assertThat(ids.add(panel.json().path("id").asInt()))
                    .as("%s has an id of its own", panel)
                    .isTrue());
            for (int one = 0; one < panels.size(); one++) {
                for (int other = one + 1; other < panels.size(); other++) {
                    assertThat(panels.get(one).overlaps(panels.get(other)))
                            .as("%s overlaps %s", panels.get(one), panels.get(other))
                            .isFalse();
                }
            }
        }
        assertThat(Dashboard.all().stream()
                        .map(dashboard -> dashboard.json().path("uid").asText()))
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @Test
    void namesAreFoundInQueries() {
        assertThat(Query.metrics(
                        "histogram_quantile(0.5, sum by (le, state) (rate(a_bucket{x=\"y\"}[$__rate_interval]))) > 5"
                                + " and b:c:sum unless d offset 15m"))
                .isEqualTo(new TreeSet<>(List.of("a_bucket", "b:c:sum", "d")));
    }
}
