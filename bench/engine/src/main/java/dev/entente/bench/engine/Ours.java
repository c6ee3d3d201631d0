package dev.entente.bench.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.CrmEvent.OpportunityReopened;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.message.SystemKind;
import dev.entente.contracts.model.ObjectReference;
import org.apache.kafka.clients.producer.Producer;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Three steps through the orchestrator and Kafka. */
final class Ours implements AutoCloseable {

    private static final String DATABASE = "entente_orchestrator";
    private static final String UNDER_WAY = "status = 'ACTIVE'";
    private static final String ENDED = "status = 'COMPLETED'";
    private static final int WINDOW = 2000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Ground ground;
    private final StepWorker worker;
    private final Producer<String, byte[]> producer;
    private final String series;
    private int runs;

    /** What was measured in a series of the same name before would be recognised, and nothing done. */
    Ours(Ground ground, StepWorker worker, String series) {
        this.ground = ground;
        this.worker = worker;
        this.series = series;
        this.producer = StepWorker.producer(ground.bootstrapServers());
        // Connected before anything is measured: the first event of a run must not wait for that.
        producer.partitionsFor(SystemKind.CRM.eventsTopic());
    }

    /**
     * What a run came to.
     *
     * @param perSecond workflows
     * @param latency of a whole workflow: from the moment it was due, or without a rate handed to the Kafka client, to the start
     *     of the statement that stored its end
     * @param pace what the same work took of a processor meanwhile
     */
    record Result(double perSecond, Percentiles latency, Duration pace, String processorTime) {}

    /** As fast as it goes, with a bounded number under way. */
    Result asFastAsPossible(int workflows) throws SQLException {
        return run(workflows, 0);
    }

    /** At a steady rate. */
    Result atRate(int perSecond, Duration lasting) throws SQLException {
        return run((int) (perSecond * lasting.toSeconds()), perSecond);
    }

    /** Something that happens in the middle of it all. */
    interface Interruption {
        void happens() throws Exception;
    }

    /** How long it took from the beginning of an interruption, when so many workflows waited for their first step, until all were through. */
    Duration killedWith(int workflows, Interruption interruption) throws Exception {
        var name = nextRun();
        worker.rest(true);
        for (int at = 0; at < workflows; at++) {
            send(name + "-" + at);
        }
        producer.flush();
        await(name, UNDER_WAY, workflows);
        var began = Instant.now();
        worker.rest(false);
        interruption.happens();
        await(name, ENDED, workflows);
        return Duration.between(began, Instant.now());
    }

    private String nextRun() {
        return series + ++runs;
    }

    /** The key under which its instance is found. */
    private String send(String deal) {
        var attributes = attributes(deal);
        producer.send(StepWorker.record(
                SystemKind.CRM.eventsTopic(),
                attributes,
                ContractJson.write(new OpportunityReopened(new ObjectReference("emea", deal), "measured"))));
        return attributes.subject();
    }

    private Result run(int workflows, int perSecond) throws SQLException {
        var name = nextRun();
        var started = new HashMap<String, Instant>();
        var doneBefore = worker.lastSteps();
        var pace = Pace.start();
        var processorTime = ProcessorTime.now();
        var commitsBefore = commits();
        var began = Instant.now();
        for (int at = 0; at < workflows; at++) {
            var due = due(at, perSecond, began, doneBefore);
            started.put(send(name + "-" + at), due);
        }
        producer.flush();
        awaitLastSteps(doneBefore + workflows);
        await(name, ENDED, workflows);
        var transitions = workflows * 4L;
        var perCommit = (double) transitions / (commits() - commitsBefore);
        return result(
                name,
                began,
                started,
                pace.end(),
                "%s; %.1f transitions a transaction"
                        .formatted(ProcessorTime.spent(processorTime, transitions), perCommit));
    }

    /** When the next workflow was due, once that has come: at a rate by the clock, otherwise as soon as not too many are under way. */
    private Instant due(int at, int perSecond, Instant began, long doneBefore) {
        if (perSecond > 0) {
            var due = began.plusNanos(at * 1_000_000_000L / perSecond);
            sleepUntil(due);
            return due;
        }
        while (at - (worker.lastSteps() - doneBefore) > WINDOW) {
            LockSupport.parkNanos(200_000);
        }
        return Instant.now();
    }

    /** Asks the worker, so that the database is not asked while it has something else to do. */
    private void awaitLastSteps(long steps) {
        var until = Instant.now().plus(PATIENCE);
        while (worker.lastSteps() < steps) {
            if (Instant.now().isAfter(until)) {
                throw new IllegalStateException(
                        (steps - worker.lastSteps()) + " workflows did not come to their last step");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Of the orchestrator's database, reading transactions included. */
    private long commits() throws SQLException {
        try (var connection = ground.connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select xact_commit from pg_stat_database where datname = '" + DATABASE + "'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Attributes attributes(String deal) {
        var type = MessageCatalogue.typeOf(OpportunityReopened.class);
        return Attributes.first(
                Identifiers.derive("bench", deal),
                "/bench",
                type,
                "opportunity/emea/" + deal,
                Instant.now(),
                Identifiers.correlation("emea", "opportunity", deal),
                new Attributes.Origin("emea", "eu"));
    }

    private static void sleepUntil(Instant moment) {
        var left = Duration.between(Instant.now(), moment);
        if (left.isPositive()) {
            LockSupport.parkNanos(left.toNanos());
        }
    }

    private void await(String run, String condition, int workflows) throws SQLException {
        var until = Instant.now().plus(PATIENCE);
        for (var count = count(run, condition); count < workflows; count = count(run, condition)) {
            if (Instant.now().isAfter(until)) {
                throw new IllegalStateException("%d of %d workflows: %s".formatted(count, workflows, condition));
            }
            LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
        }
    }

    /** How many workflows of a run fulfil a condition. */
    private int count(String run, String condition) throws SQLException {
        try (var connection = ground.connect(DATABASE);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from workflow_instance where " + condition
                        + " and business_key like 'opportunity/emea/" + run + "-%'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private Result result(String run, Instant began, Map<String, Instant> started, Duration pace, String processorTime)
            throws SQLException {
        var last = began;
        var milliseconds = new double[started.size()];
        try (var connection = ground.connect(DATABASE);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select business_key, updated_at from workflow_instance"
                        + " where business_key like 'opportunity/emea/" + run + "-%'")) {
            for (int at = 0; rows.next(); at++) {
                var ended = rows.getTimestamp(2).toInstant();
                last = ended.isAfter(last) ? ended : last;
                milliseconds[at] =
                        Duration.between(started.get(rows.getString(1)), ended).toNanos() / 1e6;
            }
        }
        var seconds = Duration.between(began, last).toNanos() / 1e9;
        return new Result(started.size() / seconds, Percentiles.of(milliseconds), pace, processorTime);
    }

    @Override
    public void close() {
        producer.close();
    }
}
