package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.Samples;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.CrmCommand;
import dev.entente.contracts.message.CrmEvent;
import dev.entente.contracts.message.ErpEvent;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.SupportCommand;
import dev.entente.contracts.message.SystemKind;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.contracts.model.Quantity;
import dev.entente.orchestrator.engine.Storing;
import dev.entente.orchestrator.exploration.Move;
import dev.entente.orchestrator.exploration.World;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Interpreter;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.machine.Pause;
import dev.entente.orchestrator.machine.Status;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.orchestrator.machine.StoredState;
import dev.entente.orchestrator.quotetocash.MapProducts.Mapped;
import dev.entente.orchestrator.quotetocash.MapProducts.MappingsMissing;
import dev.entente.orchestrator.quotetocash.MapProducts.ProductsMapped;
import dev.entente.orchestrator.quotetocash.MapProducts.ReferenceDataChanged;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * One deal: its instance, the records on the topics, the ledgers of the adapters, the systems, and the trouble that may
 * still come. Each topic keeps its order; between topics anything goes. The inbox is left out: what comes again comes after
 * everybody has forgotten it.
 *
 * @param events by system, oldest first
 * @param commands by system, oldest first
 * @param ledger what adapters answered, by intent; only intents that can still be asked for
 * @param begun the latest step that each system's adapter began
 * @param heard the quantity in the CRM's last word before an order was asked for; null before the first
 */
record DealWorld(
        Interpreter interpreter,
        @Nullable Instance instance,
        Instant now,
        Map<SystemKind, List<Told>> events,
        Map<SystemKind, List<Sent>> commands,
        Map<String, Event> ledger,
        Map<SystemKind, Integer> begun,
        Systems systems,
        boolean mapped,
        Allowance allowance,
        @Nullable Quantity heard)
        implements World<DealWorld> {

    /** An event, and the command it answers, if it does. */
    record Told(Event event, @Nullable Sent answered) {}

    /** A command as it was sent. */
    record Sent(Command command, String id, String intent, int step, int attempt) {}

    private static final Set<String> NEEDS = Set.of(MapProducts.productNeed("emea", "SKU-TEAPOT"));

    private static final Storing STORING =
            new Storing(QuoteToCashMachine.under(ShortContract.load()), DealWorld::asOfDefinition1);

    private static final Event SUPERSEDED = new CommandFailed(new Failure.Invalid("a later step was begun"));

    private static final Event UNREAD = new CrmEvent.OpportunityUnread(Samples.DEAL, new Failure.Transient("away"));

    static DealWorld start(Interpreter interpreter, boolean mapped, Allowance allowance) {
        var systems = Systems.withDealUnderWay();
        var news = List.of(new Told(systems.deal(), null));
        return new DealWorld(
                interpreter,
                null,
                Instant.parse("2026-11-23T10:00:00Z"),
                Map.of(SystemKind.CRM, news),
                Map.of(),
                Map.of(),
                Map.of(),
                systems,
                mapped,
                allowance,
                null);
    }

    /** It knew nothing of deals that cannot be read once there is an order. */
    private static Optional<StoredState> asOfDefinition1(StoredState state) {
        if (state.name().equals("RereadingOpportunity")
                || state.data().path("unread").asBoolean()) {
            return Optional.empty();
        }
        var data = state.data().deepCopy();
        data.remove("unread");
        return Optional.of(new StoredState(state.name(), data));
    }

    // ---- moves

    @Override
    public List<Move<DealWorld>> moves() {
        var moves = new ArrayList<Move<DealWorld>>();
        for (var system : SystemKind.values()) {
            deliverEvent(moves, system);
            performCommand(moves, system);
        }
        if (instance != null) {
            passTime(moves, instance);
            act(moves, instance);
        }
        changeDeal(moves);
        changeOrder(moves);
        if (!mapped) {
            moves.add(new Move<>("reference data is added", () -> with(true).referenceDataAdded()));
        }
        return moves;
    }

    private void deliverEvent(List<Move<DealWorld>> moves, SystemKind system) {
        var queue = events.getOrDefault(system, List.of());
        if (queue.isEmpty()) {
            return;
        }
        var told = queue.get(0);
        var name = "the orchestrator hears " + name(told.event()) + " from the " + system;
        moves.add(new Move<>(name, () -> withEvents(system, rest(queue)).hear(told)));
        if (allowance.duplicates() > 0) {
            moves.add(new Move<>(
                    name + ", and will again",
                    () -> spend(allowance.duplicates(-1))
                            .withEvents(system, append(rest(queue), told))
                            .hear(told)));
        }
        if (allowance.losses() > 0 && told.answered() != null) {
            moves.add(new Move<>(
                    "the answer " + name(told.event()) + " is lost",
                    () -> spend(allowance.losses(-1)).withEvents(system, rest(queue))));
        }
    }

    private void performCommand(List<Move<DealWorld>> moves, SystemKind system) {
        var queue = commands.getOrDefault(system, List.of());
        if (queue.isEmpty()) {
            return;
        }
        var sent = queue.get(0);
        var name = "the " + system + " performs " + name(sent.command());
        var taken = rest(queue);
        moves.add(new Move<>(name, () -> withCommands(system, taken).perform(system, sent, false, true)));
        if (allowance.duplicates() > 0) {
            moves.add(new Move<>(
                    name + ", and is asked again",
                    () -> spend(allowance.duplicates(-1))
                            .withCommands(system, append(taken, sent))
                            .perform(system, sent, false, true)));
        }
        if (allowance.losses() > 0) {
            moves.add(new Move<>(
                    "the " + system + " never hears " + name(sent.command()),
                    () -> spend(allowance.losses(-1)).withCommands(system, taken)));
        }
        if (allowance.refusals() > 0 && !ledger.containsKey(sent.intent()) && mayRefuse(sent.command())) {
            moves.add(new Move<>(
                    "the " + system + " refuses in " + name(sent.command()),
                    () -> spend(allowance.refusals(-1))
                            .withCommands(system, taken)
                            .perform(system, sent, true, true)));
        }
        if (allowance.failures() > 0) {
            var failing = spend(allowance.failures(-1)).withCommands(system, taken);
            for (var failure : failures()) {
                moves.add(new Move<>(
                        "the " + system + " fails " + name(sent.command()) + ": " + failure.kind(),
                        () -> failing.tell(system, new Told(new CommandFailed(failure), sent))));
            }
            moves.add(new Move<>(
                    name + ", but its answer gets lost on the way",
                    () -> failing.perform(system, sent, false, false)
                            .tell(system, new Told(new CommandFailed(new Failure.Transient("no answer")), sent))));
        }
    }

    private static List<Failure> failures() {
        return List.of(
                new Failure.Transient("away"),
                new Failure.Throttled("quota", null),
                new Failure.Denied("not allowed"),
                new Failure.Invalid("no"),
                new Failure.Poison("what?"));
    }

    private static boolean mayRefuse(Command command) {
        var refused = Systems.withDealWon().perform(command, true).answer();
        return !refused.equals(Systems.withDealWon().perform(command, false).answer());
    }

    private void passTime(List<Move<DealWorld>> moves, Instance known) {
        var due = known.due();
        if (due != null) {
            moves.add(new Move<>(
                    "time passes: " + due.kind(), () -> at(due.at()).apply(new Stimulus.TimeCame(due.kind()))));
        }
    }

    private void act(List<Move<DealWorld>> moves, Instance known) {
        if (known.status() == Status.PAUSED) {
            act(moves, known, "an operator resumes it", this, new Stimulus.ResumeRequested("ada", "go on"));
            act(moves, known, "the connection is tried again", this, new Stimulus.Released("books"));
        }
        if (allowance.failures() > 0) {
            var acting = spend(allowance.failures(-1));
            act(moves, known, "it is held until the connection is back", acting, new Stimulus.Held("books"));
        }
        if (allowance.actions() == 0) {
            return;
        }
        var acting = spend(allowance.actions(-1));
        act(moves, known, "an operator retries", acting, new Stimulus.RetryRequested("ada", "again"));
        for (var clocks : Pause.Clocks.values()) {
            act(
                    moves,
                    known,
                    "an operator pauses it, and its clocks " + clocks,
                    acting,
                    new Stimulus.PauseRequested("ada", "wait", clocks));
        }
        act(
                moves,
                known,
                "an operator sees to it by hand and skips it",
                acting.byHand(known),
                new Stimulus.SkipRequested(
                        "ada", "seen to", known.state().getClass().getSimpleName()));
        act(
                moves,
                known,
                "an operator corrects its data",
                acting,
                new Stimulus.EditRequested("ada", "as it is", known.stepSequence(), known.state()));
        act(
                moves,
                known,
                "an operator cancels",
                acting,
                new Stimulus.Signalled("ada", "no tea", new CancelRequested("ada", "no tea")));
        act(
                moves,
                known,
                "an operator has the deal read again",
                acting,
                new Stimulus.Signalled("ada", "restored", new ReadAgainRequested("ada", "restored")));
    }

    /** A person does what the step would have done, where it tells a system something. */
    private DealWorld byHand(Instance known) {
        return interpreter
                .machine()
                .command(known.state())
                .filter(command -> command instanceof CrmCommand.RecordOrder || command instanceof SupportCommand)
                .map(command -> with(systems.perform(command, false).after()))
                .orElse(this);
    }

    private void act(List<Move<DealWorld>> moves, Instance known, String name, DealWorld acting, Stimulus stimulus) {
        if (interpreter.apply(known, stimulus, now) instanceof Outcome.Changed) {
            moves.add(new Move<>(name, () -> acting.apply(stimulus)));
        }
    }

    private void changeDeal(List<Move<DealWorld>> moves) {
        if (systems.equals(Systems.withDealUnderWay())) {
            winFirst(moves);
        }
        if (allowance.crmChanges() == 0) {
            return;
        }
        var quantity = systems.quantity();
        if (systems.won()) {
            deal(moves, "the deal is told again", before -> before);
            deal(moves, "the deal is edited", before -> before.deal(true, before.acceptable(), quantity + 1));
            deal(moves, "the deal is taken back", before -> before.deal(false, before.acceptable(), quantity));
            deal(
                    moves,
                    systems.acceptable() ? "the deal is spoilt" : "the deal is corrected",
                    before -> before.deal(true, !before.acceptable(), quantity));
        } else {
            deal(moves, "the deal is won again", before -> before.deal(true, before.acceptable(), quantity));
        }
    }

    /**
     * When nobody can read it, nothing is known that later news could be older than; once somebody has given it up then, an old "taken
     * back" counts. That is no promise, and with failures there are too many worlds.
     */
    private void winFirst(List<Move<DealWorld>> moves) {
        var won = with(systems.wonFirst());
        moves.add(new Move<>("the deal is won", () -> won.tell(SystemKind.CRM, new Told(won.systems.deal(), null))));
        if (allowance.actions() == 0 && allowance.failures() == 0) {
            moves.add(new Move<>(
                    "the deal is won, and nobody can read it", () -> won.tell(SystemKind.CRM, new Told(UNREAD, null))));
        }
    }

    private void deal(List<Move<DealWorld>> moves, String name, UnaryOperator<Systems> change) {
        moves.add(new Move<>(name, () -> {
            var changed = changed(change);
            return changed.tell(SystemKind.CRM, new Told(changed.systems.deal(), null));
        }));
        moves.add(new Move<>(
                name + ", and nobody can read it", () -> changed(change).tell(SystemKind.CRM, new Told(UNREAD, null))));
    }

    private DealWorld changed(UnaryOperator<Systems> change) {
        return spend(allowance.crmChanges(-1)).with(change.apply(systems));
    }

    private void changeOrder(List<Move<DealWorld>> moves) {
        var order = systems.order();
        if (order == null) {
            return;
        }
        if (allowance.erpChanges() > 0 && !order.status().isFinal()) {
            for (var next : List.of(OrderStatus.FULFILLED, OrderStatus.BILLED, OrderStatus.CLOSED)) {
                if (next.compareTo(order.status()) > 0) {
                    moves.add(new Move<>(
                            "the order becomes " + next,
                            () -> spend(allowance.erpChanges(-1))
                                    .with(systems.order(next))
                                    .tellOrder()));
                }
            }
        }
        if (allowance.duplicates() > 0) {
            moves.add(new Move<>(
                    "the order is told of again",
                    () -> spend(allowance.duplicates(-1)).tellOrder()));
        }
    }

    private DealWorld tellOrder() {
        var order = Objects.requireNonNull(systems.order());
        return tell(SystemKind.ERP, new Told(new ErpEvent.OrderChanged(order), null));
    }

    // ---- what moves do

    private DealWorld hear(Told told) {
        return told.event() instanceof CrmEvent.OpportunityWon won && countsForAnOrder(won)
                ? hearing(won.opportunity().lines().getFirst().quantity()).understand(told)
                : understand(told);
    }

    /** What comes when an order may exist changes none, and older news than the instance has heard changes nothing. */
    private boolean countsForAnOrder(CrmEvent.OpportunityWon won) {
        var known = instance;
        return known == null
                || !(known.state() instanceof QuoteToCash.CreatingOrder)
                        && systems.order() == null
                        && won.edition() >= known.edition();
    }

    private DealWorld understand(Told told) {
        if (instance == null) {
            var started = interpreter.start(told.event(), message(), now);
            return started.map(this::take).orElse(this);
        }
        var answered = told.answered();
        return apply(
                answered == null
                        ? Stimulus.Arrived.unasked(told.event(), 0)
                        : new Stimulus.Arrived(told.event(), answered.id(), answered.intent(), 0));
    }

    private DealWorld apply(Stimulus stimulus) {
        return interpreter.apply(Objects.requireNonNull(instance), stimulus, now) instanceof Outcome.Changed changed
                ? take(changed)
                : this;
    }

    private DealWorld take(Outcome.Changed changed) {
        var stored = changed.instance().stored();
        var moved = with(stored);
        if (changed.command() != null) {
            var sent = new Sent(
                    changed.command(),
                    stored.commandId(stored.attempt()),
                    stored.intent(),
                    stored.stepSequence(),
                    stored.attempt());
            var system = changed.command().system();
            moved = moved.withCommands(system, append(moved.commands.getOrDefault(system, List.of()), sent));
        }
        return changed.lookup() == null ? moved : moved.apply(Stimulus.Arrived.unasked(answer(changed.lookup()), 0));
    }

    private Object answer(Lookup lookup) {
        if (!mapped) {
            return new MappingsMissing(NEEDS);
        }
        var product = Samples.order().lines().get(0).product();
        var byKey = new HashMap<String, Mapped>();
        ((MapProducts) lookup).productKeys().forEach(key -> byKey.put(key, new Mapped(product, "1")));
        return new ProductsMapped(byKey);
    }

    private DealWorld referenceDataAdded() {
        return instance != null
                        && !interpreter.machine().needs(instance.state()).isEmpty()
                ? apply(Stimulus.Arrived.unasked(
                        new ReferenceDataChanged(NEEDS.iterator().next()), 0))
                : this;
    }

    private DealWorld perform(SystemKind system, Sent sent, boolean refuse, boolean answers) {
        var settled = ledger.get(sent.intent());
        if (settled != null) {
            return tell(system, new Told(settled, sent));
        }
        if (sent.step() < begun.getOrDefault(system, 0)) {
            return tell(system, new Told(SUPERSEDED, sent));
        }
        var performed = systems.perform(sent.command(), refuse);
        var after = with(performed.after()).begun(system, sent.step());
        if (!answers) {
            return after;
        }
        var succeeded = !(performed.answer() instanceof CommandFailed);
        return (succeeded ? after.settle(sent.intent(), performed.answer()) : after)
                .tell(system, new Told(performed.answer(), sent));
    }

    // ---- what must hold

    @Override
    public Optional<String> violation() {
        var always = Agreement.always(instance, systems).or(this::ordersWhatWasNotSaid);
        if (always.isPresent() || instance == null) {
            return always;
        }
        return isQuiet()
                ? Agreement.atRest(instance, systems).or(() -> STORING.problemWith(instance.state()))
                : STORING.problemWith(instance.state());
    }

    private Optional<String> ordersWhatWasNotSaid() {
        return instance != null
                        && instance.state() instanceof QuoteToCash.CreatingOrder creating
                        && !creating.order().lines().getFirst().quantity().equals(heard)
                ? Optional.of("orders " + creating.order().lines().getFirst().quantity() + ", the CRM said " + heard)
                : Optional.empty();
    }

    private boolean isQuiet() {
        return events.isEmpty() && commands.isEmpty();
    }

    @Override
    public boolean mayStay() {
        return instance != null
                && isQuiet()
                && instance.status() != Status.PAUSED
                && (instance.status() != Status.ACTIVE || instance.state() instanceof QuoteToCash.AwaitingFulfilment);
    }

    // ---- sameness

    /** Step numbers and times only count relative to where the instance stands. */
    @Override
    public Object key() {
        var steps = new TreeSet<Integer>();
        commands.values().forEach(queue -> queue.forEach(sent -> steps.add(sent.step())));
        var current = instance == null ? 0 : instance.stepSequence();
        steps.remove(current);
        var ranks = new HashMap<Integer, Integer>();
        ranks.put(current, 0);
        steps.forEach(step -> ranks.put(step, -ranks.size()));
        var settled = new HashMap<Integer, Event>();
        ledger.forEach((intent, answer) -> settled.put(ranks.getOrDefault(stepOf(intent), Integer.MIN_VALUE), answer));
        settled.remove(Integer.MIN_VALUE);
        var told = new HashMap<SystemKind, List<Object>>();
        events.forEach((system, queue) -> told.put(
                system,
                queue.stream()
                        .map(event -> List.<Object>of(event.event(), answers(event.answered())))
                        .map(Object.class::cast)
                        .toList()));
        var sent = new HashMap<SystemKind, List<Object>>();
        commands.forEach((system, queue) -> sent.put(
                system,
                queue.stream()
                        .map(command -> (Object) List.of(
                                command.command(),
                                ranks.getOrDefault(command.step(), 0),
                                command.attempt(),
                                command.step() < begun.getOrDefault(system, 0)))
                        .toList()));
        return List.of(standing(), told, sent, settled, systems, mapped, allowance, String.valueOf(heard));
    }

    private Object answers(@Nullable Sent sent) {
        if (sent == null) {
            return "news";
        }
        return instance == null || sent.step() != instance.stepSequence() ? "an earlier step" : sent.attempt();
    }

    private static int stepOf(String intent) {
        return Integer.parseInt(intent.substring(intent.lastIndexOf(':') + 1));
    }

    private Object standing() {
        if (instance == null) {
            return "unborn";
        }
        var pause = instance.pause();
        var due = pause == null ? instance.due() : pause.due();
        return List.of(
                instance.state(),
                instance.edition(),
                instance.status(),
                instance.parking() == null ? "" : instance.parking().kind(),
                pause == null ? "" : pause.owes() + " " + halfMinutes(pause.since(), now),
                instance.attempt(),
                instance.failures(),
                due == null ? "" : due.kind() + " " + halfMinutes(instance.enteredAt(), due.at()),
                halfMinutes(instance.enteredAt(), now));
    }

    private static long halfMinutes(Instant from, Instant to) {
        return Duration.between(from, to).toSeconds() / 30;
    }

    @Override
    public String code() {
        return "DealWorld.start(interpreter, " + mapped + ", " + allowance.code() + ")";
    }

    @Override
    public String summary() {
        var known = instance;
        var where = known == null
                ? "unborn"
                : known.state().getClass().getSimpleName() + " " + known.status()
                        + (known.parking() == null ? "" : " (" + known.parking().reason() + ")");
        var order = systems.order();
        return where + "; deal " + (systems.won() ? "won" : "not won") + " v" + systems.edition() + ", CRM shows "
                + systems.recorded() + ", order " + (order == null ? "none" : order.status()) + ", support knows "
                + systems.entitled() + "; on the way: " + onTheWay();
    }

    private List<String> onTheWay() {
        var names = new ArrayList<String>();
        commands.forEach((system, queue) -> queue.forEach(sent -> names.add(name(sent.command()))));
        events.forEach((system, queue) -> queue.forEach(told -> names.add(name(told.event()))));
        return names;
    }

    // ---- copies

    private DealWorld at(Instant later) {
        return copy(
                instance,
                later.isAfter(now) ? later : now,
                events,
                commands,
                ledger,
                begun,
                systems,
                mapped,
                allowance,
                heard);
    }

    private DealWorld with(Instance newInstance) {
        return copy(newInstance, now, events, commands, ledger, begun, systems, mapped, allowance, heard);
    }

    private DealWorld with(Systems newSystems) {
        return copy(instance, now, events, commands, ledger, begun, newSystems, mapped, allowance, heard);
    }

    private DealWorld with(boolean isMapped) {
        return copy(instance, now, events, commands, ledger, begun, systems, isMapped, allowance, heard);
    }

    private DealWorld spend(Allowance left) {
        return copy(instance, now, events, commands, ledger, begun, systems, mapped, left, heard);
    }

    private DealWorld hearing(Quantity quantity) {
        return copy(instance, now, events, commands, ledger, begun, systems, mapped, allowance, quantity);
    }

    private DealWorld settle(String intent, Event answer) {
        var settled = new HashMap<>(ledger);
        settled.put(intent, answer);
        return copy(instance, now, events, commands, settled, begun, systems, mapped, allowance, heard);
    }

    private DealWorld begun(SystemKind system, int step) {
        var later = new HashMap<>(begun);
        later.merge(system, step, Math::max);
        return copy(instance, now, events, commands, ledger, later, systems, mapped, allowance, heard);
    }

    private DealWorld tell(SystemKind system, Told told) {
        return withEvents(system, append(events.getOrDefault(system, List.of()), told));
    }

    private DealWorld withEvents(SystemKind system, List<Told> queue) {
        return copy(
                instance, now, put(events, system, queue), commands, ledger, begun, systems, mapped, allowance, heard);
    }

    private DealWorld withCommands(SystemKind system, List<Sent> queue) {
        return copy(
                instance, now, events, put(commands, system, queue), ledger, begun, systems, mapped, allowance, heard);
    }

    private DealWorld copy(
            @Nullable Instance newInstance,
            Instant newNow,
            Map<SystemKind, List<Told>> newEvents,
            Map<SystemKind, List<Sent>> newCommands,
            Map<String, Event> newLedger,
            Map<SystemKind, Integer> newBegun,
            Systems newSystems,
            boolean isMapped,
            Allowance newAllowance,
            @Nullable Quantity newlyHeard) {
        return new DealWorld(
                interpreter,
                newInstance,
                newNow,
                newEvents,
                newCommands,
                newLedger,
                newBegun,
                newSystems,
                isMapped,
                newAllowance,
                newlyHeard);
    }

    private static <T> Map<SystemKind, List<T>> put(Map<SystemKind, List<T>> queues, SystemKind system, List<T> queue) {
        var changed = new HashMap<>(queues);
        if (queue.isEmpty()) {
            changed.remove(system);
        } else {
            changed.put(system, queue);
        }
        return Map.copyOf(changed);
    }

    private static <T> List<T> append(List<T> queue, T last) {
        var longer = new ArrayList<>(queue);
        longer.add(last);
        return List.copyOf(longer);
    }

    private static <T> List<T> rest(List<T> queue) {
        return queue.subList(1, queue.size());
    }

    private static String name(Object message) {
        return message instanceof CommandFailed failed
                ? "CommandFailed(" + failed.failure().kind() + ")"
                : message.getClass().getSimpleName();
    }

    private static Attributes message() {
        return Attributes.first(
                "m",
                "/test",
                "t",
                "opportunity/emea/1001",
                Instant.parse("2026-11-23T10:00:00Z"),
                Identifiers.correlation("emea", "opportunity", "1001"),
                new Attributes.Origin("emea", "eu"));
    }
}
