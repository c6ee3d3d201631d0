package dev.entente.orchestrator.engine;

import dev.entente.contracts.Samples;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Intent;
import dev.entente.contracts.message.SystemKind;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.orchestrator.engine.SimulatedBroker.Partition;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Pause;
import dev.entente.orchestrator.machine.Status;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.orchestrator.quotetocash.Agreement;
import dev.entente.orchestrator.quotetocash.CancelRequested;
import dev.entente.orchestrator.quotetocash.MapProducts;
import dev.entente.orchestrator.quotetocash.MapProducts.Mapped;
import dev.entente.orchestrator.quotetocash.MapProducts.ProductsMapped;
import dev.entente.orchestrator.quotetocash.Systems;
import io.opentelemetry.api.trace.Span;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Several orchestrators, a broker, a database, three systems and some deals in one thread and in simulated time. A seed says
 * who dies, freezes, is away or cut off, repeats itself and loses what, and when; the same seed is the same run. After half an hour
 * of trouble it is left alone, people clear what is parked, and everybody must agree.
 *
 * <p>What really runs: batches, rows under way, the interpreter, quote to cash, the form of outbox rows and messages. What does
 * not: SQL, the Kafka clients and Vert.x, and with them the order in which {@link Engine}, {@link EventsPoller}, {@link Timers} and
 * {@link OutboxRelay} read, write, publish and confirm, which {@link SimulatedReplica} repeats. All that the fault table meets with
 * real processes.
 */
final class Simulation {

    private static final Duration TROUBLE = Duration.ofMinutes(30);
    private static final Duration CALM = Duration.ofMinutes(20);
    private static final Duration EXPELLED_AFTER = Duration.ofSeconds(10);
    private static final int DEALS = 6;
    private static final int REPLICAS = 3;

    final SimulatedTime time = new SimulatedTime();
    final SimulatedBroker broker = new SimulatedBroker();
    final SimulatedDatabase database = new SimulatedDatabase(time);
    final Random random;

    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final Map<SimulatedReplica, Instant> unwellSince = new HashMap<>();
    private final SimulatedDeals deals;
    private final Instant calmFrom = time.now().plus(TROUBLE);
    private Set<SimulatedReplica> members = Set.of();
    private Instant databaseBack = Instant.MIN;
    private Instant brokerBack = Instant.MIN;
    private final Map<String, Integer> happened = new TreeMap<>();
    private final Map<String, Integer> latestStep = new HashMap<>();
    private final Set<String> arrived = new HashSet<>();
    private final List<String> overtaken = new ArrayList<>();
    private int asked;

    /** What becomes of records on their way to the broker, and what the sender hears of it when. */
    record Fate(boolean arrives, boolean acknowledged, long acknowledgedAfter) {

        /** The sender gives up after half a minute. */
        static final Fate UNSENT = new Fate(false, false, 30_000);
    }

    Simulation(long seed) {
        this.random = new Random(seed);
        var workflows = new Workflows(List.of(new QuoteToCashWithoutDatabase()));
        for (int number = 0; number < REPLICAS; number++) {
            replicas.add(new SimulatedReplica(this, workflows, new Routes(SimulatedRoutes.ALL), Simulation::mapped));
        }
        this.deals = new SimulatedDeals(this, DEALS);
        time.every(1000, this::coordinate);
        makeTrouble();
    }

    /** What is wrong in the end; empty when everybody agrees. */
    Optional<String> run() {
        time.passUntil(calmFrom);
        for (int round = 0; round < 4; round++) {
            time.passUntil(time.now().plus(CALM));
            clear();
        }
        time.passUntil(time.now().plus(CALM));
        return violation();
    }

    private Optional<String> violation() {
        if (!overtaken.isEmpty()) {
            return Optional.of(overtaken.size() + " commands were overtaken: " + overtaken.getFirst());
        }
        if (database.unpublished() > 0) {
            return Optional.of(database.unpublished() + " rows are left in the outbox");
        }
        for (var partition : partitions()) {
            if (broker.committed(partition) != broker.end(partition)) {
                return Optional.of(partition + " was read up to " + broker.committed(partition));
            }
        }
        return deals.systems().keySet().stream()
                .flatMap(subject -> violation(subject).stream())
                .findFirst();
    }

    private Optional<String> violation(String subject) {
        var systems = deals.systems().get(subject);
        var instance = database.instances().stream()
                .filter(one -> one.businessKey().equals(subject))
                .findFirst()
                .orElse(null);
        if (instance == null) {
            return Optional.of(subject + " was won and nobody knows it");
        }
        var state = instance.state().getClass().getSimpleName();
        if (instance.status() == Status.ACTIVE && !state.equals("AwaitingFulfilment")) {
            return Optional.of(subject + " is still in " + state);
        }
        count(instance.status() == Status.PARKED ? "deals left to people" : "deals settled");
        return Agreement.always(instance, systems)
                .or(() -> instance.status() == Status.PARKED
                        ? parkedInVain(state, systems)
                        : Agreement.atRest(instance, systems))
                .map(problem -> subject + " (" + state + "): " + problem);
    }

    /** What is left to people, after they have tried it again, is what only they can decide. */
    private static Optional<String> parkedInVain(String state, Systems systems) {
        var theirs = switch (state) {
            case "ReopenedAfterOrder", "WonAfterCancellation" -> true;
            case "CorrectingOpportunity" -> !systems.acceptable();
            case "CancellingPlacedOrder" ->
                systems.order() != null && systems.order().status() == OrderStatus.BILLED;
            default -> false;
        };
        return theirs ? Optional.empty() : Optional.of("is parked although nobody has anything to decide");
    }

    /** A command is there. It may come again at any time; for the first time not after one of a later step. */
    void arrives(Attributes command) {
        var intent = Intent.parse(Objects.requireNonNull(command.intent())).orElseThrow();
        var latest = latestStep.merge(intent.flow(), intent.step(), Math::max);
        if (arrived.add(command.intent()) && latest > intent.step()) {
            overtaken.add(command.type() + " of step " + intent.step() + " came after step " + latest);
        }
    }

    /** Something that a run should meet now and then. */
    void count(String what) {
        happened.merge(what, 1, Integer::sum);
    }

    Map<String, Integer> happened() {
        return happened;
    }

    /** How everybody stands, to compare two runs. */
    String standing() {
        return deals.systems() + " " + database.instances();
    }

    // ---- trouble

    boolean isTroubled() {
        return time.now().isBefore(calmFrom);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** How long something takes that is usually quick. */
    long moment() {
        return isTroubled() && chance(0.01) ? random.nextInt(20_000) : 1 + random.nextInt(15);
    }

    boolean databaseIsAway() {
        return time.now().isBefore(databaseBack);
    }

    boolean brokerIsAway() {
        return time.now().isBefore(brokerBack);
    }

    /** Whether the database has committed and the connection broke before it could say so. */
    boolean answerIsLost() {
        return isTroubled() && chance(0.02);
    }

    Fate fateOfARecord() {
        if (isTroubled() && chance(0.05)) {
            return new Fate(chance(0.5), false, random.nextInt(30_000));
        }
        return new Fate(true, true, isTroubled() && chance(0.1) ? random.nextInt(8_000) : random.nextInt(10));
    }

    private void makeTrouble() {
        time.after(random.nextInt(20_000), () -> {
            if (!isTroubled()) {
                return;
            }
            var replica = replicas.get(random.nextInt(REPLICAS));
            switch (random.nextInt(12)) {
                case 0 -> kill(replica);
                case 1 -> freeze(replica);
                case 2 -> databaseBack = time.now().plusMillis(random.nextInt(20_000));
                case 3 -> brokerBack = time.now().plusMillis(random.nextInt(40_000));
                case 4 -> askForSomething(replica);
                case 5 -> cutOffFromTheBroker(replica);
                case 6 -> cutOffFromTheDatabase(replica);
                default -> deals.somebodyChangesSomething();
            }
            makeTrouble();
        });
    }

    private void kill(SimulatedReplica replica) {
        if (replica.isWellToOthers()) {
            count("replicas killed");
            replica.die();
            unwellSince.put(replica, time.now());
            time.after(500 + random.nextInt(25_000), () -> {
                replica.live();
                expel(replica);
            });
        }
    }

    private void freeze(SimulatedReplica replica) {
        if (replica.isWellToOthers()) {
            count("replicas frozen");
            replica.freeze();
            unwellSince.put(replica, time.now());
            time.after(random.nextInt(40_000), replica::thaw);
        }
    }

    private void cutOffFromTheBroker(SimulatedReplica replica) {
        if (replica.isWellToOthers()) {
            count("replicas cut off from the broker");
            replica.loseTheBrokerUntil(time.now().plusMillis(random.nextInt(40_000)));
            unwellSince.put(replica, time.now());
        }
    }

    private void cutOffFromTheDatabase(SimulatedReplica replica) {
        count("replicas cut off from the database");
        replica.loseTheDatabaseUntil(time.now().plusMillis(random.nextInt(20_000)));
    }

    private void askForSomething(SimulatedReplica replica) {
        var all = List.copyOf(database.instances());
        if (!all.isEmpty()) {
            var instance = all.get(random.nextInt(all.size()));
            ask(
                    replica,
                    instance,
                    switch (random.nextInt(4)) {
                        case 0 -> new Stimulus.Signalled("ada", "no tea", new CancelRequested("ada", "no tea"));
                        case 1 -> new Stimulus.PauseRequested("ada", "wait", Pause.Clocks.STOP);
                        case 2 -> new Stimulus.ResumeRequested("ada", "go on");
                        default -> new Stimulus.RetryRequested("ada", "again");
                    });
        }
    }

    /** When it is calm, people end pauses and try again what is parked. */
    private void clear() {
        for (var instance : List.copyOf(database.instances())) {
            if (instance.status() == Status.PAUSED) {
                ask(replicas.getFirst(), instance, new Stimulus.ResumeRequested("ada", "go on"));
            } else if (instance.status() == Status.PARKED) {
                ask(replicas.getFirst(), instance, new Stimulus.RetryRequested("ada", "mended"));
            }
        }
    }

    private void ask(SimulatedReplica replica, Instance instance, Stimulus stimulus) {
        var message = new Attributes(
                "asked-" + ++asked,
                "/orchestrator/operations",
                "dev.entente.asked.v1",
                instance.businessKey(),
                time.now(),
                instance.correlationId(),
                null,
                instance.connection(),
                instance.region(),
                0,
                null,
                null,
                null);
        replica.ask(new Work(message, instance.workflow(), stimulus, "ada", Span.getInvalid()));
    }

    // ---- who reads what

    private static List<Partition> partitions() {
        var partitions = new ArrayList<Partition>();
        for (var system : SystemKind.values()) {
            for (int number = 0; number < SimulatedBroker.PARTITIONS; number++) {
                partitions.add(new Partition(system.eventsTopic(), number));
            }
        }
        return partitions;
    }

    private void expel(SimulatedReplica replica) {
        var others = new HashSet<>(members);
        others.remove(replica);
        members = others;
    }

    /** Who has been unwell for too long is no member any more, and notices when it is back. */
    private void coordinate() {
        if (brokerIsAway()) {
            return;
        }
        var now = new HashSet<SimulatedReplica>();
        for (var replica : replicas) {
            if (replica.isWellToOthers()) {
                unwellSince.remove(replica);
                now.add(replica);
            } else if (members.contains(replica)
                    && unwellSince
                            .computeIfAbsent(replica, just -> time.now())
                            .plus(EXPELLED_AFTER)
                            .isAfter(time.now())) {
                now.add(replica);
            }
        }
        if (now.equals(members)) {
            return;
        }
        count("rebalances");
        members = now;
        var shares = new HashMap<SimulatedReplica, List<Partition>>();
        var in = replicas.stream().filter(now::contains).toList();
        var partitions = partitions();
        for (int at = 0; at < partitions.size() && !in.isEmpty(); at++) {
            shares.computeIfAbsent(in.get(at % in.size()), none -> new ArrayList<>())
                    .add(partitions.get(at));
        }
        replicas.forEach(replica -> replica.assign(shares.getOrDefault(replica, List.of())));
    }

    // ---- what the engine needs

    private static Object mapped(Lookup lookup) {
        var product = Samples.order().lines().getFirst().product();
        var byKey = new HashMap<String, Mapped>();
        ((MapProducts) lookup).productKeys().forEach(key -> byKey.put(key, new Mapped(product, "1")));
        return new ProductsMapped(byKey);
    }
}
