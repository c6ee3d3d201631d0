package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.orchestrator.engine.SimulatedBroker.Message;
import dev.entente.orchestrator.engine.SimulatedBroker.Partition;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.service.messaging.OutgoingRecord;
import io.opentelemetry.api.trace.Span;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One orchestrator: what {@link Engine}, {@link EventsPoller}, {@link Timers} and {@link OutboxRelay} do with SQL, Kafka
 * and threads, done with simulated ones, around the batches, the rows under way and the machines that really run.
 */
final class SimulatedReplica {

    private static final int MOST_UNDER_WAY = 64;

    private final Simulation simulation;
    private final Workflows workflows;
    private final Routes routes;
    private final Function<Lookup, Object> lookups;
    private final Map<Partition, Integer> positions = new HashMap<>();
    private final Map<Partition, Integer> done = new HashMap<>();
    private RowsUnderWay underWay = new RowsUnderWay();
    private boolean alive = true;
    private boolean frozen;
    private boolean relaying;
    private Instant brokerBack = Instant.MIN;
    private Instant databaseBack = Instant.MIN;
    private int life;

    SimulatedReplica(Simulation simulation, Workflows workflows, Routes routes, Function<Lookup, Object> lookups) {
        this.simulation = simulation;
        this.workflows = workflows;
        this.routes = routes;
        this.lookups = lookups;
        simulation.time.every(1000, this::fireTimers);
        simulation.time.every(1000, this::relay);
        simulation.time.every(1000, this::commitOffsets);
        poll();
    }

    /** Whether the broker hears of it. */
    boolean isWellToOthers() {
        return runs() && !brokerIsAway();
    }

    private boolean runs() {
        return alive && !frozen;
    }

    private boolean brokerIsAway() {
        return simulation.brokerIsAway() || simulation.time.now().isBefore(brokerBack);
    }

    private boolean databaseIsAway() {
        return simulation.databaseIsAway() || simulation.time.now().isBefore(databaseBack);
    }

    /** For this one only: to others the broker is there. */
    void loseTheBrokerUntil(Instant back) {
        brokerBack = back;
    }

    /** For this one only: to others the database is there. */
    void loseTheDatabaseUntil(Instant back) {
        databaseBack = back;
    }

    /** {@code kill -9}: what is in memory is gone, what was under way goes nowhere. */
    void die() {
        if (relaying) {
            simulation.database.leaveRelay();
            relaying = false;
        }
        alive = false;
        life++;
        positions.clear();
        done.clear();
        underWay = new RowsUnderWay();
    }

    void live() {
        alive = true;
        frozen = false;
        poll();
    }

    /** Nothing of it happens for a while; it does not notice. */
    void freeze() {
        frozen = true;
    }

    void thaw() {
        frozen = false;
    }

    /** From now on these are its partitions; what it knew of others is worth nothing. */
    void assign(List<Partition> partitions) {
        positions.keySet().retainAll(partitions);
        done.keySet().retainAll(partitions);
        for (var partition : partitions) {
            positions.computeIfAbsent(partition, simulation.broker::committed);
        }
    }

    private void later(long millis, Runnable what) {
        var mine = life;
        simulation.time.after(millis, () -> {
            if (mine != life || !alive) {
                return;
            }
            if (frozen) {
                later(100, what);
            } else {
                what.run();
            }
        });
    }

    private void poll() {
        var works = new ArrayList<Work>();
        var ends = new HashMap<Partition, Integer>();
        for (var partition : brokerIsAway() ? List.<Partition>of() : List.copyOf(positions.keySet())) {
            var records =
                    simulation.broker.read(partition, positions.get(partition), 1 + simulation.random.nextInt(10));
            records.forEach(record -> works.add(work(record)));
            if (!records.isEmpty()) {
                ends.put(partition, positions.merge(partition, records.size(), Integer::sum));
            }
        }
        if (works.isEmpty()) {
            later(1000, this::poll);
        } else {
            process(works, () -> {
                ends.forEach((partition, end) -> {
                    if (positions.containsKey(partition)) {
                        done.put(partition, end);
                    }
                });
                poll();
            });
        }
    }

    private void commitOffsets() {
        if (isWellToOthers()) {
            done.forEach(simulation.broker::commit);
        }
    }

    /** Somebody at the console. */
    void ask(Work work) {
        if (runs()) {
            process(List.of(work), () -> {});
        }
    }

    private static Work work(Message record) {
        var attributes = record.attributes();
        return new Work(
                attributes,
                null,
                new Stimulus.Arrived(
                        record.payload(), attributes.causationId(), attributes.intent(), attributes.hops()),
                null,
                Span.getInvalid());
    }

    /** Again and again until it is done, as the engine does. */
    private void process(List<Work> works, Runnable then) {
        if (databaseIsAway()) {
            later(500, () -> process(works, then));
            return;
        }
        var ids = works.stream()
                .flatMap(work -> workflows.concernedBy(work).stream()
                        .map(hosted ->
                                Instance.idOf(hosted.name(), work.message().subject())))
                .distinct()
                .toList();
        var seen = underWay.seen();
        var stored = simulation.database.read(ids);
        later(simulation.moment(), () -> {
            var messages = works.stream().map(Work::message).toList();
            var read = new BatchRead(
                    simulation.database.seen(
                            messages.stream().map(Attributes::id).toList()),
                    simulation.database.waitingFlows(seen.ids(), BatchRead.answered(messages)),
                    seen,
                    stored);
            later(simulation.moment(), () -> write(works, run(works, read), read, then));
        });
    }

    private Batch run(List<Work> works, BatchRead read) {
        var batch = new Batch(workflows, routes, Set.of(), simulation.time.now(), read, () -> false);
        for (var work : works) {
            if (batch.mustAnswerBefore(work)) {
                answerLookups(batch);
            }
            if (batch.apply(work) instanceof Applied.Duplicate) {
                simulation.count("duplicates recognised");
            }
        }
        answerLookups(batch);
        return batch;
    }

    private void answerLookups(Batch batch) {
        for (var open = batch.takeOpenLookups(); !open.isEmpty(); open = batch.takeOpenLookups()) {
            open.forEach(lookup -> batch.answer(lookup, lookups.apply(lookup.lookup())));
        }
    }

    private void write(List<Work> works, Batch batch, BatchRead read, Runnable then) {
        if (batch.changesNothing()) {
            then.run();
            return;
        }
        if (databaseIsAway()) {
            later(500, () -> process(works, then));
            return;
        }
        Predicate<String> isHeld = underWay.sending() >= MOST_UNDER_WAY ? flow -> true : read.waitingFlows()::contains;
        var outgoing = batch.commands(isHeld.negate());
        var published = underWay.takePublished();
        var row = simulation.database.write(batch, outgoing, batch.commands(isHeld), published);
        if (row < 0) {
            simulation.count("batches that lost a race");
        }
        if (!batch.commands(isHeld).records().isEmpty()) {
            simulation.count("rows held for the relay");
        }
        if (row < 0 || simulation.answerIsLost()) {
            underWay.giveBack(published);
            later(100, () -> process(works, then));
            return;
        }
        underWay.deleted(published);
        if (row > 0) {
            publish(row, outgoing, read.underWay());
        }
        then.run();
    }

    private void publish(long id, OutboxRow row, RowsUnderWay.Seen seen) {
        var mine = underWay;
        var ignored = mine.send(id, row.flows(), seen).whenComplete((there, failure) -> {
            if (failure != null) {
                simulation.count("rows that waited for one that failed");
                mine.failed(id, failure);
                return;
            }
            later(
                    0,
                    () -> send(
                            row,
                            () -> mine.published(id),
                            () -> mine.failed(id, new IllegalStateException("no broker"))));
        });
    }

    private void send(OutboxRow row, Runnable there, Runnable notThere) {
        var fate = brokerIsAway() ? Simulation.Fate.UNSENT : simulation.fateOfARecord();
        if (fate.arrives()) {
            row.records().forEach(this::append);
        }
        later(fate.acknowledgedAfter(), fate.acknowledged() ? there : notThere);
    }

    private void append(OutgoingRecord record) {
        try {
            var command = (Command)
                    ContractJson.read(record.attributes(), record.payload()).data();
            simulation.arrives(record.attributes());
            simulation.broker.append(record.topic(), new Message(record.attributes(), command));
        } catch (UnreadableMessage impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void fireTimers() {
        if (!runs() || databaseIsAway()) {
            return;
        }
        var due = simulation.database.claimDue(20).stream().map(this::timer).toList();
        if (!due.isEmpty()) {
            process(due, () -> {});
        }
    }

    private Work timer(Instance instance) {
        var due = java.util.Objects.requireNonNull(instance.due());
        var message = new Attributes(
                Identifiers.derive(
                        "timer",
                        instance.id(),
                        Long.toString(instance.version()),
                        due.kind().name(),
                        due.at().toString()),
                "/orchestrator/timers",
                "dev.entente.timer.v1",
                instance.businessKey(),
                due.at(),
                instance.correlationId(),
                null,
                instance.connection(),
                instance.region(),
                instance.hops(),
                null,
                null,
                null);
        return new Work(message, instance.workflow(), new Stimulus.TimeCame(due.kind()), null, Span.getInvalid());
    }

    private void relay() {
        if (!runs() || relaying || databaseIsAway()) {
            return;
        }
        var published = underWay.takePublished();
        simulation.database.delete(published);
        underWay.deleted(published);
        if (simulation.database.takeRelay()) {
            relaying = true;
            var rows = simulation.database.oldest(underWay);
            rows.forEach(row -> simulation.count("rows relayed"));
            relay(rows, 0, new HashSet<>());
        }
    }

    /** A flow that has to wait holds up no other. */
    private void relay(List<SimulatedDatabase.Waiting> rows, int at, Set<String> heldUp) {
        if (at == rows.size()) {
            leaveRelay();
            return;
        }
        var row = rows.get(at);
        Runnable postponed = () -> {
            heldUp.addAll(row.content().flows());
            relay(rows, at + 1, heldUp);
        };
        if (!Collections.disjoint(heldUp, row.content().flows())) {
            postponed.run();
            return;
        }
        send(
                row.content(),
                () -> {
                    if (databaseIsAway()) {
                        leaveRelay();
                        return;
                    }
                    simulation.database.delete(List.of(row.id()));
                    relay(rows, at + 1, heldUp);
                },
                postponed);
    }

    private void leaveRelay() {
        simulation.database.leaveRelay();
        relaying = false;
    }
}
