package dev.entente.orchestrator.engine;

import dev.entente.orchestrator.engine.Batch.OpenLookup;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Status;
import dev.entente.service.logging.FlowLog;
import dev.entente.service.logging.FlowLog.Key;
import dev.entente.service.reactive.EventLoop;
import dev.entente.service.reactive.Infrastructure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs a batch durably.
 *
 * <pre>
 *   read what was seen and the instances concerned      one round trip
 *   run the machines in memory, answer their lookups
 *   write: seen, states by compare-and-set, history, outbox   one statement
 *   publish, in the order of the commits; acknowledge without waiting for it, the outbox has it
 * </pre>
 *
 * A batch that loses a race, or finds the database away, is run again from the beginning.
 */
@ApplicationScoped
class Engine {

    private static final int PORTION = 100;

    private final Pool database;
    private final Workflows workflows;
    private final Outbox outbox;
    private final Routes routes;
    private final Holds holds;
    private final Clock clock;
    private final EngineMetrics metrics;
    private final UpgradePatience patience = new UpgradePatience();
    private final FlowLog log = new FlowLog();

    Engine(
            Pool database,
            Workflows workflows,
            Outbox outbox,
            Routes routes,
            Holds holds,
            Clock clock,
            EngineMetrics metrics) {
        this.database = database;
        this.workflows = workflows;
        this.outbox = outbox;
        this.routes = routes;
        this.holds = holds;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** What a transaction leaves to be done after its commit. */
    private record Committed(List<Applied> applied, Batch batch) {

        List<Dealt> dealt() {
            return applied.stream().map(one -> new Dealt(one, batch)).toList();
        }
    }

    /** @param batch in which it was applied; absent when it could not be */
    private record Dealt(Applied applied, @Nullable Batch batch) {

        Effect effect() {
            return Effect.of(applied, batch);
        }
    }

    /**
     * What became of each piece of work, in order. Waits for the database as long as it takes, and during an upgrade for replicas that can
     * read what a newer definition stored. When a batch cannot be dealt with for any other reason, its pieces are dealt with one by one, so
     * that only the defective one fails.
     */
    Uni<List<Applied>> process(List<Work> works) {
        return processed(works, () -> patience.lasts(clock.instant()));
    }

    /** As {@link #process}, but whoever asks is told at once when only a newer replica can do it. */
    Uni<List<Applied>> processAtOnce(List<Work> works) {
        return processed(works, () -> false);
    }

    private Uni<List<Applied>> processed(List<Work> works, BooleanSupplier waitsForNewer) {
        return together(works, waitsForNewer)
                .map(all -> all.stream().map(Dealt::applied).toList())
                .eventually(() -> works.forEach(work -> work.span().end()));
    }

    /** As {@link #processAtOnce}, a hundred at a time, with what each came to. */
    Uni<List<Effect>> perform(List<Work> works) {
        return inPortions(
                works,
                PORTION,
                portion -> together(portion, () -> false)
                        .map(all -> all.stream().map(Dealt::effect).toList())
                        .eventually(() -> portion.forEach(work -> work.span().end())));
    }

    /** What {@link #perform} would come to; nothing is written and nothing is sent. */
    Uni<List<Effect>> rehearse(List<Work> works) {
        return inPortions(works, PORTION, this::rehearsed)
                .eventually(() -> works.forEach(work -> work.span().end()));
    }

    /** What work would come to; nothing is written and nothing is sent. */
    Uni<Foresight> foresee(List<Work> works) {
        return onWhatIsThere(works, (connection, read) -> {
                    var batch = newBatch(read, () -> false);
                    var applied = new ArrayList<Applied>();
                    return apply(connection, batch, works, applied)
                            .replaceWith(() -> new Foresight(
                                    applied,
                                    batch.changes(),
                                    batch.commands(anyFlow -> true).records()));
                })
                .eventually(() -> works.forEach(work -> work.span().end()));
    }

    /** As when it is done, one that is defective spoils no other. */
    private Uni<List<Effect>> rehearsed(List<Work> works) {
        return onWhatIsThere(works, (connection, read) -> {
                    var batch = newBatch(read, () -> false);
                    var applied = new ArrayList<Applied>(works.size());
                    return apply(connection, batch, works, applied)
                            .map(nothing -> applied.stream()
                                    .map(one -> Effect.of(one, batch))
                                    .toList());
                })
                .onFailure(failure -> !Infrastructure.isUnavailable(failure))
                .recoverWithUni(failure -> works.size() == 1
                        ? failed(works.get(0), failure)
                                .map(all -> all.stream().map(Dealt::effect).toList())
                        : inPortions(works, 1, this::rehearsed));
    }

    /** One portion after the other. */
    private static <R> Uni<List<R>> inPortions(List<Work> works, int size, Function<List<Work>, Uni<List<R>>> deal) {
        var portions = IntStream.range(0, (works.size() + size - 1) / size)
                .mapToObj(at -> works.subList(at * size, Math.min(works.size(), (at + 1) * size)));
        return Multi.createFrom()
                .items(portions)
                .onItem()
                .transformToUniAndConcatenate(deal::apply)
                .collect()
                .asList()
                .map(lists -> lists.stream().flatMap(List::stream).toList());
    }

    /** @param waitsForNewer asked whenever there is something that only a newer replica can read */
    private Uni<List<Dealt>> together(List<Work> works, BooleanSupplier waitsForNewer) {
        if (works.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return EventLoop.persistently(() -> run(works, waitsForNewer), Engine::isWorthWaiting)
                .invoke(committed -> tell(works, committed))
                .map(Committed::dealt)
                .onFailure()
                .recoverWithUni(failure -> works.size() == 1
                        ? failed(works.get(0), failure)
                        : inPortions(works, 1, one -> together(one, waitsForNewer)));
    }

    private static boolean isWorthWaiting(Throwable failure) {
        return failure instanceof UnreadableState.OfNewerVersion
                || LostRace.is(failure)
                || Infrastructure.isUnavailable(failure);
    }

    private Uni<List<Dealt>> failed(Work work, Throwable defect) {
        log.error("work.failed", work.message().correlationId(), defect);
        metrics.message("failed");
        return Uni.createFrom()
                .item(List.of(new Dealt(new Applied.Failed(defect.getClass().getName()), null)));
    }

    private Uni<Committed> run(List<Work> works, BooleanSupplier waitsForNewer) {
        return onWhatIsThere(works, (connection, read) -> {
            var batch = newBatch(read, waitsForNewer);
            var applied = new ArrayList<Applied>(works.size());
            return apply(connection, batch, works, applied)
                    .chain(() -> write(connection, batch, read))
                    .replaceWith(new Committed(applied, batch));
        });
    }

    /**
     * All that is not applied yet, in order. Between its question and the answer an instance hears nothing: what becomes of it does not
     * depend on what came in the same batch.
     */
    private Uni<Void> apply(SqlConnection connection, Batch batch, List<Work> works, List<Applied> applied) {
        for (int next = applied.size(); next < works.size(); next++) {
            if (batch.mustAnswerBefore(works.get(next))) {
                return answerLookups(connection, batch).chain(() -> apply(connection, batch, works, applied));
            }
            applied.add(batch.apply(works.get(next)));
        }
        return answerLookups(connection, batch);
    }

    private <R> Uni<R> onWhatIsThere(List<Work> works, BiFunction<SqlConnection, BatchRead, Uni<R>> deal) {
        var messages = works.stream().map(Work::message).toList();
        var ids = ids(works);
        // Deferred: what is thrown before there is a Uni would keep the connection for ever.
        return database.withConnection(connection -> Uni.createFrom()
                .deferred(() -> BatchRead.read(
                        connection, messages, ids, outbox.underWay().seen()))
                .chain(read -> deal.apply(connection, read)));
    }

    private Batch newBatch(BatchRead read, BooleanSupplier waitsForNewer) {
        return new Batch(workflows, routes, holds.held(), clock.instant(), read, waitsForNewer);
    }

    private List<String> ids(List<Work> works) {
        return works.stream()
                .flatMap(work -> workflows.concernedBy(work).stream()
                        .map(hosted ->
                                Instance.idOf(hosted.name(), work.message().subject())))
                .distinct()
                .toList();
    }

    /** Publishes what it wrote, all but the records of flows that have older ones waiting for the relay. */
    private Uni<Void> write(SqlConnection connection, Batch batch, BatchRead read) {
        if (batch.changesNothing()) {
            return Uni.createFrom().voidItem();
        }
        Predicate<String> isHeld = outbox.isFull() ? flow -> true : read.waitingFlows()::contains;
        var outgoing = batch.commands(isHeld.negate());
        var held = batch.commands(isHeld);
        var published = outbox.underWay().takePublished();
        return Uni.createFrom()
                .deferred(() -> new BatchWrite(batch, outgoing, held, published).execute(connection))
                .invoke(() -> outbox.underWay().deleted(published))
                .onFailure()
                .invoke(() -> outbox.underWay().giveBack(published))
                .invoke(id -> id.ifPresent(known -> outbox.publish(known, outgoing, read.underWay())))
                .replaceWithVoid();
    }

    private Uni<Void> answerLookups(SqlConnection connection, Batch batch) {
        var open = batch.takeOpenLookups();
        if (open.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var byWorkflow = open.stream().collect(Collectors.groupingBy(OpenLookup::hosted));
        return Multi.createFrom()
                .iterable(byWorkflow.entrySet())
                .onItem()
                .transformToUniAndConcatenate(
                        asked -> answer(connection, batch, asked.getKey().workflow(), asked.getValue()))
                .collect()
                .asList()
                .chain(() -> answerLookups(connection, batch));
    }

    private static Uni<Void> answer(SqlConnection connection, Batch batch, Workflow workflow, List<OpenLookup> open) {
        var questions = open.stream().map(OpenLookup::lookup).collect(Collectors.toSet());
        return workflow.answer(connection, questions)
                .invoke(answers -> open.forEach(lookup -> batch.answer(
                        lookup, Objects.requireNonNull(answers.get(lookup.lookup()), "every lookup has an answer"))))
                .replaceWithVoid();
    }

    private void tell(List<Work> works, Committed committed) {
        for (int at = 0; at < works.size(); at++) {
            var work = works.get(at);
            var applied = committed.applied().get(at);
            metrics.message(applied.word());
            if (applied instanceof Applied.Done) {
                holds.heard(work);
            }
            if (applied instanceof Applied.Duplicate) {
                log.info(
                        "message.duplicate",
                        work.message().correlationId(),
                        FlowLog.field(Key.MESSAGE_ID, work.message().id()),
                        FlowLog.field(Key.MESSAGE_TYPE, work.message().type()));
            }
        }
        committed.batch().history().forEach(this::tell);
        committed.batch().instances().forEach(this::tell);
        metrics.measured(committed.batch().measured());
    }

    /** Beginnings are told at once, what follows is in the history; {@link #tell(Instance)} tells where it stops. */
    private void tell(HistoryLine line) {
        var event = "workflow." + line.outcome();
        var fields = new FlowLog.Field[] {
            FlowLog.field(Key.MESSAGE_TYPE, line.trigger()),
            FlowLog.field(Key.STATE, line.toState()),
            FlowLog.field(Key.REASON, line.note())
        };
        if (line.fromState() == null) {
            log.info(event, line.correlationId(), fields);
        } else {
            log.debug(event, line.correlationId(), fields);
        }
    }

    private void tell(Instance instance) {
        if (instance.status() != Status.ACTIVE) {
            log.info(
                    "workflow." + instance.status().word(),
                    instance.correlationId(),
                    FlowLog.field(Key.STATE, instance.state().getClass().getSimpleName()));
        }
    }
}
