package dev.entente.service.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

import static dev.entente.service.metrics.Label.CLASS;
import static dev.entente.service.metrics.Label.CONNECTION;
import static dev.entente.service.metrics.Label.CONSUMERGROUP;
import static dev.entente.service.metrics.Label.CURRENCY;
import static dev.entente.service.metrics.Label.FEED;
import static dev.entente.service.metrics.Label.KIND;
import static dev.entente.service.metrics.Label.MILESTONE;
import static dev.entente.service.metrics.Label.OPERATION;
import static dev.entente.service.metrics.Label.OUTCOME;
import static dev.entente.service.metrics.Label.PARTITION;
import static dev.entente.service.metrics.Label.REASON;
import static dev.entente.service.metrics.Label.STATE;
import static dev.entente.service.metrics.Label.STATUS;
import static dev.entente.service.metrics.Label.TOPIC;
import static dev.entente.service.metrics.Label.TYPE;
import static dev.entente.service.metrics.Label.VENDOR;
import static dev.entente.service.metrics.Label.WORKFLOW;

/**
 * Every metric of ours. Names and units follow Prometheus: seconds, and {@code _total} for counters. A metric has a greatest
 * number of series in one process; {@link SeriesLimit} sees to it. The page {@code docs/operations/metrics.md} is made from this.
 */
public enum Metric {
    // --- what vendors send
    WEBHOOKS(Kind.COUNTER, By.ADAPTERS, 120, "deliveries answered: accepted, or why not", VENDOR, OUTCOME),
    WEBHOOK_ANSWER(Kind.TIMER, By.ADAPTERS, 8, "from a delivery's first byte to its answer", VENDOR),
    INBOUND_EVENTS(
            Kind.COUNTER,
            By.ADAPTERS,
            8,
            "what vendors told: translated, ignored, or duplicate and suppressed",
            OUTCOME),
    INBOUND_SPOOL_RECORDS(Kind.GAUGE, By.ADAPTERS, 1, "events kept in the database because the broker is away"),

    // --- what is asked of vendors
    COMMANDS(
            Kind.COUNTER,
            By.ADAPTERS,
            200,
            "commands answered: done, done before and suppressed (repeated), or the class of the failure",
            TYPE,
            OUTCOME),
    VENDOR_CALLS(
            Kind.TIMER,
            By.ADAPTERS,
            400,
            "calls to vendors; the status is none when there was no answer",
            VENDOR,
            CONNECTION,
            OPERATION,
            STATUS),
    VENDOR_FAILURES(
            Kind.COUNTER,
            By.ADAPTERS,
            1000,
            "calls that failed by the vendor's error table",
            VENDOR,
            CONNECTION,
            OPERATION,
            CLASS),
    VENDOR_CIRCUIT_OPEN(
            Kind.GAUGE, By.ADAPTERS, 32, "1 while calls are held back because the vendor fails", CONNECTION),
    VENDOR_QUOTA_WAIT_SECONDS(
            Kind.GAUGE, By.ADAPTERS, 32, "until the vendor wants to be called again, 0 when it does", CONNECTION),

    VENDOR_QUOTA_LEFT(
            Kind.GAUGE,
            By.ADAPTERS,
            32,
            "requests that the vendor still takes in its present window, as it said last; NaN when it never says",
            CONNECTION),
    FEED_STALLED_SECONDS(
            Kind.GAUGE,
            By.ADAPTERS,
            64,
            "since a vendor's changes were read to their end, 0 when the last reading succeeded and none goes on for longer than its lease",
            FEED),
    FEED_ITEMS_UNREADABLE(
            Kind.COUNTER,
            By.ADAPTERS,
            32,
            "orders and tickets that a feed tells of and nobody understands: passed over until they change again, each reading counts",
            CONNECTION),

    // --- workflows
    WORKFLOW_MESSAGES(
            Kind.COUNTER,
            By.ORCHESTRATOR,
            12,
            "what became of messages: changed, ignored, refused, duplicate and suppressed, no-instance, failed",
            OUTCOME),
    WORKFLOW_STARTED(Kind.COUNTER, By.ORCHESTRATOR, 20, "instances that began", WORKFLOW),
    WORKFLOW_ENDED(Kind.COUNTER, By.ORCHESTRATOR, 40, "instances that were completed or cancelled", WORKFLOW, STATUS),
    WORKFLOW_TRANSITIONS(Kind.COUNTER, By.ORCHESTRATOR, 200, "states entered", WORKFLOW, STATE),
    WORKFLOW_STEP(
            Kind.TIMER,
            By.ORCHESTRATOR,
            200,
            "how long instances were in a state that they left, since they entered it or a person retried it",
            WORKFLOW,
            STATE),
    WORKFLOW_MILESTONE(
            Kind.TIMER,
            By.ORCHESTRATOR,
            20,
            "how long instances took for what the business counts",
            WORKFLOW,
            MILESTONE),
    WORKFLOW_FAILURES(Kind.COUNTER, By.ORCHESTRATOR, 200, "steps that failed once more", WORKFLOW, STATE, CLASS),
    WORKFLOW_RETRIES(Kind.COUNTER, By.ORCHESTRATOR, 200, "commands sent again for the same step", WORKFLOW, STATE),
    WORKFLOW_PARKED(Kind.COUNTER, By.ORCHESTRATOR, 60, "instances that were parked", WORKFLOW, KIND),
    WORKFLOW_INSTANCES(
            Kind.GAUGE,
            By.ORCHESTRATOR,
            400,
            "instances under way now, as the database has them",
            WORKFLOW,
            STATE,
            STATUS),
    WORKFLOW_OLDEST_SECONDS(
            Kind.GAUGE, By.ORCHESTRATOR, 400, "how long the longest has been in this state", WORKFLOW, STATE, STATUS),
    WORKFLOW_PARKED_INSTANCES(Kind.GAUGE, By.ORCHESTRATOR, 60, "instances parked now", WORKFLOW, KIND),
    WORKFLOW_PARKED_MONEY(
            Kind.GAUGE, By.ORCHESTRATOR, 200, "money that waits in parked instances", WORKFLOW, KIND, CURRENCY),
    WORKFLOW_TIMER_LATENESS_SECONDS(Kind.GAUGE, By.ORCHESTRATOR, 1, "how late the last timer fired"),
    WORKFLOW_TIMERS_OVERDUE(Kind.GAUGE, By.ORCHESTRATOR, 1, "timers that should have fired more than 30 seconds ago"),
    CONNECTION_HOLDS(Kind.COUNTER, By.ORCHESTRATOR, 32, "times that work began to wait for a connection", CONNECTION),
    CONNECTIONS_HELD(Kind.GAUGE, By.ORCHESTRATOR, 1, "connections that work waits for now"),

    // --- what waits between
    OUTBOX_UNPUBLISHED_FLOWS(
            Kind.GAUGE, By.ORCHESTRATOR, 1, "flows with commands that are committed and not published"),
    OUTBOX_OLDEST_UNPUBLISHED_AGE_SECONDS(Kind.GAUGE, By.ORCHESTRATOR, 1, "age of the oldest of those commands"),
    OUTBOX_REFUSED_ROWS(Kind.GAUGE, By.ORCHESTRATOR, 1, "rows set aside because Kafka can never take them"),
    KAFKA_CONSUMERGROUP_LAG(
            Kind.GAUGE,
            By.ORCHESTRATOR,
            600,
            "records not committed yet, also of a group whose consumers are gone",
            CONSUMERGROUP,
            TOPIC,
            PARTITION),
    KAFKA_CONSUMERGROUP_LAG_SECONDS(
            Kind.GAUGE,
            By.ORCHESTRATOR,
            20,
            "age of the oldest record not committed yet, 0 when there is none",
            CONSUMERGROUP,
            TOPIC),

    // --- what could not be read
    DEAD_LETTERS(Kind.COUNTER, By.EVERY, 20, "records set aside", TOPIC, REASON),
    DEAD_LETTERS_WAITING(Kind.GAUGE, By.EVERY, 20, "records set aside that nobody has decided about", TOPIC),
    DEAD_LETTERS_DECIDED(
            Kind.COUNTER, By.EVERY, 60, "records set aside and then replayed, discarded or superseded", TOPIC, OUTCOME),
    DATABASE_SILENT_SECONDS(Kind.GAUGE, By.EVERY, 1, "since the service's own database answered last, 0 while it does"),
    SERIES_REFUSED(
            Kind.COUNTER,
            By.EVERY,
            1,
            "times that a figure was not kept, because its metric had its greatest number of series");

    /** What a metric is to Prometheus. */
    public enum Kind {
        COUNTER,
        GAUGE,
        /** A histogram of seconds. */
        TIMER
    }

    /** Which services have it. */
    public enum By {
        EVERY,
        ADAPTERS,
        ORCHESTRATOR
    }

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofMinutes(10),
        Duration.ofHours(1),
        Duration.ofDays(1)
    };

    private final String key = name().toLowerCase(Locale.ROOT);
    private final Kind kind;
    private final By by;
    private final int mostSeries;
    private final String meaning;
    private final List<Label> labels;

    Metric(Kind kind, By by, int mostSeries, String meaning, Label... labels) {
        this.kind = kind;
        this.by = by;
        this.mostSeries = mostSeries;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    /** Its name in the registry. */
    String key() {
        return key;
    }

    /** Its name in a scrape; a timer's has {@code _count}, {@code _sum}, {@code _max} and {@code _bucket} after it. */
    public String exposedName() {
        return switch (kind) {
            case COUNTER -> key() + "_total";
            case GAUGE -> key();
            case TIMER -> key() + "_seconds";
        };
    }

    public Kind kind() {
        return kind;
    }

    public By by() {
        return by;
    }

    /** In one process; buckets are not counted. */
    public int mostSeries() {
        return mostSeries;
    }

    public String meaning() {
        return meaning;
    }

    public List<Label> labels() {
        return labels;
    }

    /** The metric of this name in the registry; empty when it is not ours. */
    static Optional<Metric> ofKey(String key) {
        for (var metric : values()) {
            if (metric.key().equals(key)) {
                return Optional.of(metric);
            }
        }
        return Optional.empty();
    }

    /** @param values of its labels, in their order */
    public Counter counter(MeterRegistry registry, String... values) {
        return Counter.builder(key()).description(meaning).tags(tags(values)).register(registry);
    }

    /** @param values of its labels, in their order */
    public Timer timer(MeterRegistry registry, String... values) {
        return Timer.builder(key())
                .description(meaning)
                .tags(tags(values))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /**
     * A figure that is asked for at each scrape.
     *
     * @param values of its labels, in their order
     */
    public void gauge(MeterRegistry registry, Supplier<Number> figure, String... values) {
        Gauge.builder(key(), figure)
                .description(meaning)
                .tags(tags(values))
                .strongReference(true)
                .register(registry);
    }

    /** Figures whose labels change: each registration of rows takes the place of the one before. */
    public MultiGauge gauges(MeterRegistry registry) {
        return MultiGauge.builder(key()).description(meaning).register(registry);
    }

    /** A row for {@link #gauges}. */
    public MultiGauge.Row<Number> row(Number figure, String... values) {
        return MultiGauge.Row.of(tags(values), figure);
    }

    private Tags tags(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(this + " has the labels " + labels + ", not " + values.length);
        }
        var tags = new ArrayList<Tag>(values.length);
        for (int at = 0; at < values.length; at++) {
            tags.add(Tag.of(labels.get(at).word(), values[at]));
        }
        return Tags.of(tags);
    }
}
