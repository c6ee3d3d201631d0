package dev.entente.orchestrator.engine;

import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.machine.Status;
import dev.entente.service.logging.FlowLog;
import dev.entente.service.logging.FlowLog.Key;
import dev.entente.service.reactive.EventLoop;
import dev.entente.service.reactive.Infrastructure;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Runs a batch durably.
 *
 * <pre>
 *   begin
 *     inbox: insert what is new, drop what was seen
 *     load the instances concerned
 *     run the machines in memory, answer their lookups
 *     write states by compare-and-set, history, outbox
 *   commit, publish, acknowledge
 * </pre>
 *
 * A batch that loses a race, or finds the database away, is run again from the beginning.
 */
@ApplicationScoped
class Engine {

    private final Pool database;
    private final Workflow workflow;
    private final InstanceStore instances;
    private final Outbox outbox;
    private final Routes routes;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final FlowLog log = new FlowLog();

    Engine(Pool database, Workflow workflow, Outbox outbox, Routes routes, Clock clock, MeterRegistry metrics) {
        this.database = database;
        this.workflow = workflow;
        this.instances = new InstanceStore(workflow);
        this.outbox = outbox;
        this.routes = routes;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** What a transaction leaves to be done after its commit. */
    private record Committed(List<Applied> applied, List<Outbox.Entry> entries, Batch batch) {}

    /**
     * What became of each piece of work, in order. Waits for the database as long as it takes. When a batch cannot be
     * dealt with for any other reason, its pieces are dealt with one by one, so that only the defective one fails.
     */
    Uni<List<Applied>> process(List<Work> works) {
        return together(works)
                .eventually(() -> works.forEach(work -> work.span().end()));
    }

    private Uni<List<Applied>> together(List<Work> works) {
        if (works.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return EventLoop.persistently(
                        () -> database.withTransaction(transaction -> run(transaction, works)),
                        failure -> failure instanceof LostRace || Infrastructure.isUnavailable(failure))
                .invoke(committed -> tell(works, committed))
                .chain(committed -> outbox.publish(committed.entries()).replaceWith(committed.applied()))
                .onFailure()
                .recoverWithUni(failure -> works.size() == 1 ? failed(works.get(0), failure) : oneByOne(works));
    }

    private Uni<List<Applied>> oneByOne(List<Work> works) {
        return Multi.createFrom()
                .iterable(works)
                .onItem()
                .transformToUniAndConcatenate(work -> together(List.of(work)))
                .collect()
                .asList()
                .map(results -> results.stream().flatMap(List::stream).toList());
    }

    private Uni<List<Applied>> failed(Work work, Throwable defect) {
        log.error("work.failed", work.message().correlationId(), defect);
        metrics.counter("workflow_messages", "outcome", "failed").increment();
        return Uni.createFrom()
                .item(List.of(new Applied.Failed(defect.getClass().getName())));
    }

    private Uni<Committed> run(SqlConnection transaction, List<Work> works) {
        return remember(transaction, works)
                .chain(fresh -> instances
                        .load(transaction, ids(works, fresh))
                        .map(loaded -> new Batch(workflow, routes, clock.instant(), loaded))
                        .chain(batch -> applyAll(transaction, batch, works, fresh)));
    }

    private Uni<Committed> applyAll(SqlConnection transaction, Batch batch, List<Work> works, Set<String> fresh) {
        var applied = new ArrayList<Applied>(works.size());
        var remaining = new HashSet<>(fresh);
        for (var work : works) {
            applied.add(remaining.remove(work.message().id()) ? batch.apply(work) : new Applied.Duplicate());
        }
        return answerLookups(transaction, batch)
                .chain(() -> instances.write(transaction, batch))
                .chain(() -> History.add(transaction, batch.history()))
                .chain(() -> outbox.add(transaction, batch.commands()))
                .map(entries -> new Committed(applied, entries, batch));
    }

    /** The ids that were not in the inbox yet. A crash after the commit and before the acknowledgement ends here. */
    private static Uni<Set<String>> remember(SqlConnection transaction, List<Work> works) {
        var columns = new Columns<>(works);
        return transaction
                .preparedQuery("insert into inbox (message_id, correlation_id)"
                        + " select * from unnest($1::text[], $2::text[]) on conflict do nothing returning message_id")
                .execute(Tuple.of(
                        columns.texts(work -> work.message().id()),
                        columns.texts(work -> work.message().correlationId())))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("message_id"))
                        .collect(Collectors.toSet()));
    }

    private Collection<String> ids(List<Work> works, Set<String> fresh) {
        return works.stream()
                .filter(work -> fresh.contains(work.message().id()))
                .map(work -> Instance.idOf(
                        workflow.machine().workflow(), work.message().subject()))
                .collect(Collectors.toCollection(java.util.TreeSet::new));
    }

    private Uni<Void> answerLookups(SqlConnection transaction, Batch batch) {
        var open = batch.takeOpenLookups();
        if (open.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Set<Lookup> questions = open.stream().map(Batch.OpenLookup::lookup).collect(Collectors.toSet());
        return workflow.answer(transaction, questions)
                .invoke((Map<Lookup, Object> answers) -> open.forEach(one -> {
                    var answer = answers.get(one.lookup());
                    if (answer != null) {
                        batch.answer(one, answer);
                    }
                }))
                .chain(() -> answerLookups(transaction, batch));
    }

    private void tell(List<Work> works, Committed committed) {
        for (int at = 0; at < works.size(); at++) {
            var work = works.get(at);
            var applied = committed.applied().get(at);
            metrics.counter("workflow_messages", "outcome", outcome(applied)).increment();
            if (applied instanceof Applied.Duplicate) {
                log.info(
                        "message.duplicate",
                        work.message().correlationId(),
                        FlowLog.field(Key.MESSAGE_ID, work.message().id()),
                        FlowLog.field(Key.MESSAGE_TYPE, work.message().type()));
            }
        }
        for (var line : committed.batch().history()) {
            log.info(
                    "workflow." + line.outcome(),
                    line.correlationId(),
                    FlowLog.field(Key.MESSAGE_TYPE, line.trigger()),
                    FlowLog.field(Key.STATE, line.toState()),
                    FlowLog.field(Key.REASON, line.note()));
        }
        for (var instance : committed.batch().changed()) {
            count(instance);
        }
    }

    private void count(Instance instance) {
        var state = instance.state().getClass().getSimpleName();
        metrics.counter("workflow_transitions", "workflow", instance.workflow(), "state", state)
                .increment();
        if (instance.status() == Status.PARKED && instance.parking() != null) {
            metrics.counter(
                            "workflow_parked",
                            "workflow",
                            instance.workflow(),
                            "kind",
                            instance.parking().kind())
                    .increment();
        }
    }

    private static String outcome(Applied applied) {
        return switch (applied) {
            case Applied.Duplicate ignored -> "duplicate";
            case Applied.NoInstance ignored -> "no-instance";
            case Applied.Failed ignored -> "failed";
            case Applied.Done done ->
                switch (done.outcome()) {
                    case Outcome.Changed ignored -> "changed";
                    case Outcome.Ignored ignored -> "ignored";
                    case Outcome.Refused ignored -> "refused";
                };
        };
    }
}
