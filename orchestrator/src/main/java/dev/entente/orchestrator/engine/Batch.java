package dev.entente.orchestrator.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.orchestrator.machine.Due;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Interpreter;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.rehearsal.FieldChange;
import dev.entente.service.tracing.MessageSpans;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A batch in memory: instances as they were read and as they became, the lines and commands to be written. No I/O; used
 * once, by one thread.
 */
final class Batch {

    private final Workflows workflows;
    private final Routes routes;
    private final Set<String> held;
    private final Instant now;
    private final BatchRead read;
    private final BooleanSupplier waitsForNewer;
    private final Set<String> seen;
    private final List<Attributes> fresh = new ArrayList<>();
    private final Map<String, Instance> before = new HashMap<>();
    private final Map<String, Changed> changed = new LinkedHashMap<>();
    private final List<HistoryLine> history = new ArrayList<>();
    private final List<OutgoingRecord> commands = new ArrayList<>();
    private final List<Measured> measured = new ArrayList<>();
    private final List<OpenLookup> openLookups = new ArrayList<>();
    private final Set<String> asking = new HashSet<>();

    /** An instance as it became, and where its trace goes on. */
    private record Changed(
            Instance instance, Hosted hosted, @Nullable String traceparent) {}

    /** A lookup that a state asked for, and the work that led there. */
    record OpenLookup(String instanceId, Hosted hosted, int stepSequence, Lookup lookup, Work work) {}

    /**
     * @param held connections that are away
     * @param waitsForNewer asked when there is something that only a newer version can read
     */
    Batch(
            Workflows workflows,
            Routes routes,
            Set<String> held,
            Instant now,
            BatchRead read,
            BooleanSupplier waitsForNewer) {
        this.workflows = workflows;
        this.routes = routes;
        this.held = held;
        this.now = now;
        this.read = read;
        this.waitsForNewer = waitsForNewer;
        this.seen = new HashSet<>(read.seen());
    }

    /**
     * What became of it; with several workflows, of the first that had an instance or started one.
     *
     * @throws UnreadableState.OfNewerVersion if a replica of a newer version must deal with it, and is waited for
     */
    Applied apply(Work work) {
        if (!seen.add(work.message().id())) {
            return new Applied.Duplicate();
        }
        var concerned = workflows.concernedBy(work);
        if (concerned.isEmpty() && work.workflow() != null) {
            return new Applied.Unreadable("this version runs no workflow " + work.workflow());
        }
        try {
            concerned.forEach(hosted ->
                    current(Instance.idOf(hosted.name(), work.message().subject()), hosted));
        } catch (UnreadableState unreadable) {
            if (unreadable instanceof UnreadableState.OfNewerVersion && waitsForNewer.getAsBoolean()) {
                throw unreadable;
            }
            return new Applied.Unreadable(String.valueOf(unreadable.getMessage()));
        }
        Applied applied = new Applied.NoInstance();
        for (var hosted : concerned) {
            var one = apply(hosted, work);
            if (applied instanceof Applied.NoInstance) {
                applied = one;
            }
        }
        if (isAnswerWithoutEffect(work, applied) || isTimerWithoutEffect(work, applied)) {
            seen.remove(work.message().id());
        } else {
            fresh.add(work.message());
        }
        return applied;
    }

    /**
     * An answer to a command of which its instance, if it is there at all, knows nothing yet or no more. Either it is late, and will be
     * without effect for ever; or the database has lost what the instance had come to, and the answer counts when that is told of
     * again. News without effect must be remembered: it may be older than what began afterwards. So must failures, which would be
     * taken for those of the next time.
     */
    private static boolean isAnswerWithoutEffect(Work work, Applied applied) {
        return work.stimulus() instanceof Stimulus.Arrived arrived
                && arrived.intent() != null
                && !(arrived.event() instanceof CommandFailed)
                && (applied instanceof Applied.NoInstance
                        || (applied instanceof Applied.Done done && done.outcome() instanceof Outcome.Ignored));
    }

    /** It will come again, under the same name, if a clock was set back meanwhile; and whoever sees to the instance twice is told so. */
    private static boolean isTimerWithoutEffect(Work work, Applied applied) {
        return work.stimulus() instanceof Stimulus.TimeCame
                && applied instanceof Applied.Done done
                && done.outcome() instanceof Outcome.Ignored;
    }

    private Applied apply(Hosted hosted, Work work) {
        var id = Instance.idOf(hosted.name(), work.message().subject());
        var current = current(id, hosted);
        if (current == null) {
            return start(id, hosted, work);
        }
        if (work.stimulus() instanceof Stimulus.TimeCame time && time.kind() == Due.Kind.RETRY) {
            var target = target(current, hosted);
            return target != null && held.contains(target)
                    ? hold(current, hosted, work, target)
                    : guarded(current, hosted, work);
        }
        if (work.stimulus() instanceof Stimulus.MoveRequested && isStoredByThePresentDefinition(id, hosted)) {
            var ignored = new Outcome.Ignored(
                    "stored by definition " + hosted.machine().version() + " already");
            record(current, hosted, work, ignored);
            return new Applied.Done(ignored);
        }
        var applied = guarded(current, hosted, work);
        if (isFailureOfAHeldConnection(work)
                && applied instanceof Applied.Done done
                && done.outcome() instanceof Outcome.Changed) {
            hold(
                    Objects.requireNonNull(current(id, hosted)),
                    hosted,
                    work,
                    work.message().connection());
        }
        return applied;
    }

    private boolean isStoredByThePresentDefinition(String id, Hosted hosted) {
        var stored = read.stored().get(id);
        return changed.containsKey(id)
                || stored != null && stored.definition() == hosted.machine().version();
    }

    private Applied hold(Instance current, Hosted hosted, Work work, String connection) {
        var hold = new Stimulus.Held(connection);
        return guarded(current, hosted, new Work(work.message(), work.workflow(), hold, null, work.span()));
    }

    /** The connection that the state's command goes to; none when it has no command, or its command no way to go: that parks it. */
    private @Nullable String target(Instance instance, Hosted hosted) {
        return hosted.machine()
                .system(instance.state())
                .flatMap(system -> routes.find(instance.connection(), system))
                .orElse(null);
    }

    private boolean isFailureOfAHeldConnection(Work work) {
        return held.contains(work.message().connection())
                && work.stimulus() instanceof Stimulus.Arrived arrived
                && arrived.event() instanceof CommandFailed failed
                && failed.failure() instanceof Failure.Transient;
    }

    /** @throws UnreadableState if this version cannot read it */
    private @Nullable Instance current(String id, Hosted hosted) {
        var already = changed.get(id);
        if (already != null) {
            return already.instance();
        }
        var stored = read.stored().get(id);
        return stored == null ? null : before.computeIfAbsent(id, unread -> stored.read(hosted));
    }

    /** A defect must not take its neighbours along: the instance is parked as it was before. */
    private Applied guarded(Instance current, Hosted hosted, Work work) {
        Outcome outcome;
        try {
            outcome = hosted.interpreter().apply(current, work.stimulus(), now);
            record(current, hosted, work, outcome);
        } catch (RuntimeException defect) {
            outcome = Interpreter.defective(current, "a defect in the workflow: " + defect);
            record(current, hosted, work, outcome);
        }
        return new Applied.Done(outcome);
    }

    private Applied start(String id, Hosted hosted, Work work) {
        if (!(work.stimulus() instanceof Stimulus.Arrived arrived)) {
            return new Applied.NoInstance();
        }
        var started =
                hosted.interpreter().start(arrived.event(), work.message(), now).orElse(null);
        if (started == null) {
            return new Applied.NoInstance();
        }
        record(null, hosted, work, started);
        return new Applied.Done(started);
    }

    private void record(@Nullable Instance from, Hosted hosted, Work work, Outcome outcome) {
        var after = from;
        String traceparent = null;
        if (outcome instanceof Outcome.Changed change) {
            after = change.instance();
            var traced = MessageSpans.traced(work.message(), work.span());
            traceparent = traced.traceparent();
            if (change.command() != null) {
                commands.add(command(after, change.command(), traced));
            }
            if (change.lookup() != null) {
                openLookups.add(new OpenLookup(after.id(), hosted, after.stepSequence(), change.lookup(), work));
                asking.add(after.businessKey());
            }
            changed.put(after.id(), new Changed(after, hosted, traceparent));
            measure(from, after, work.stimulus());
        }
        var known = Objects.requireNonNull(after, "a start changes, anything else has an instance");
        history.add(new HistoryLine(
                known.id(),
                known.correlationId(),
                now,
                work.stimulus().name(),
                work.message().id(),
                from == null ? null : from.state().getClass().getSimpleName(),
                known.state().getClass().getSimpleName(),
                outcome.word(),
                note(work.stimulus(), outcome),
                work.who(),
                traceparent));
    }

    /** A change says by itself for whom it was made and why. */
    private static String note(Stimulus stimulus, Outcome outcome) {
        return stimulus instanceof Stimulus.Requested request && !(outcome instanceof Outcome.Changed)
                ? outcome.note() + "; asked by " + request.by()
                : outcome.note();
    }

    private void measure(@Nullable Instance from, Instance after, Stimulus stimulus) {
        var workflow = after.workflow();
        var entered = after.state().getClass().getSimpleName();
        if (after.parking() != null && (from == null || from.parking() == null)) {
            measured.add(new Measured.Parked(workflow, after.parking().kind()));
        }
        if (after.status().isFinal() && (from == null || !from.status().isFinal())) {
            measured.add(new Measured.Ended(workflow, after.status().word()));
        }
        if (from == null) {
            measured.add(new Measured.Started(workflow, entered));
            return;
        }
        var left = from.state().getClass().getSimpleName();
        if (after.stepSequence() != from.stepSequence()) {
            var stayed = Duration.between(from.enteredAt(), now);
            measured.add(new Measured.Left(from.id(), workflow, left, entered, stayed));
        } else if (after.attempt() > from.attempt()) {
            measured.add(new Measured.Retried(workflow, left));
        }
        if (stimulus instanceof Stimulus.Arrived arrived && arrived.event() instanceof CommandFailed failed) {
            measured.add(new Measured.Failed(workflow, left, failed.failure().kind()));
        }
    }

    private OutgoingRecord command(Instance instance, Command command, Attributes cause) {
        var attributes = new Attributes(
                instance.commandId(instance.attempt()),
                source(instance),
                MessageCatalogue.typeOf(command),
                instance.businessKey(),
                now,
                instance.correlationId(),
                cause.id(),
                routes.target(instance.connection(), command.system()),
                instance.region(),
                instance.hops() + 1,
                instance.intent(),
                cause.traceparent(),
                cause.tracestate());
        return OutgoingRecord.of(command.system().commandsTopic(), attributes, command);
    }

    private static String source(Instance instance) {
        return "/orchestrator/" + instance.workflow();
    }

    /** Whether an instance that the work concerns has asked something: it must hear the answer first. */
    boolean mustAnswerBefore(Work work) {
        return asking.contains(work.message().subject());
    }

    /** Lookups not answered yet; answering may open new ones. */
    List<OpenLookup> takeOpenLookups() {
        var open = List.copyOf(openLookups);
        openLookups.clear();
        asking.clear();
        return open;
    }

    /** Answers a lookup, unless its instance has moved on meanwhile and asks something else. */
    void answer(OpenLookup open, Object event) {
        var current = Objects.requireNonNull(changed.get(open.instanceId())).instance();
        if (current.stepSequence() == open.stepSequence()) {
            var work = open.work();
            var stimulus = Stimulus.Arrived.unasked(event, current.hops());
            guarded(current, open.hosted(), new Work(work.message(), work.workflow(), stimulus, null, work.span()));
        }
    }

    boolean changesNothing() {
        return fresh.isEmpty() && history.isEmpty();
    }

    /** Messages that are dealt with now and must not be again. */
    List<Attributes> fresh() {
        return fresh;
    }

    Collection<Instance> instances() {
        return changed.values().stream().map(Changed::instance).toList();
    }

    /** Where an instance that this changes stands in the end. */
    String stateOf(Instance instance) {
        return Objects.requireNonNull(changed.get(instance.id()))
                .instance()
                .state()
                .getClass()
                .getSimpleName();
    }

    /** The types of what is sent on behalf of an instance. */
    List<String> commandsOf(Instance instance) {
        return commands.stream()
                .map(OutgoingRecord::attributes)
                .filter(attributes -> attributes.subject().equals(instance.businessKey())
                        && attributes.source().equals(source(instance)))
                .map(Attributes::type)
                .toList();
    }

    List<InstanceRows.Written> created() {
        return written(id -> !before.containsKey(id));
    }

    List<InstanceRows.Written> updated() {
        return written(before::containsKey);
    }

    private List<InstanceRows.Written> written(Predicate<String> which) {
        return changed.values().stream()
                .filter(change -> which.test(change.instance().id()))
                .map(change -> InstanceRows.Written.of(change.instance(), change.hosted(), change.traceparent()))
                .toList();
    }

    /** What stands otherwise after the batch than before, for people to read. */
    List<InstanceChanges> changes() {
        return changed.entrySet().stream()
                .map(entry -> {
                    var earlier = before.get(entry.getKey());
                    var change = entry.getValue();
                    return new InstanceChanges(
                            change.instance().businessKey(),
                            FieldChange.between(
                                    earlier == null ? MissingNode.getInstance() : tree(earlier, change.hosted()),
                                    tree(change.instance(), change.hosted())));
                })
                .toList();
    }

    private static JsonNode tree(Instance instance, Hosted hosted) {
        var root = JsonNodeFactory.instance.objectNode();
        var parking = instance.parking();
        root.putObject(hosted.name())
                .put("state", hosted.codec().name(instance.state()))
                .put("status", instance.status().name())
                .put("parked", parking == null ? "" : parking.reason())
                .set("data", ContractJson.mapper().valueToTree(instance.state()));
        return root;
    }

    List<BatchWrite.Need> needsGone() {
        return needs(Batch::minus);
    }

    List<BatchWrite.Need> needsNew() {
        return needs((earlier, present) -> minus(present, earlier));
    }

    private List<BatchWrite.Need> needs(BinaryOperator<Set<String>> difference) {
        var needs = new ArrayList<BatchWrite.Need>();
        changed.forEach((id, change) -> {
            var earlier = before.get(id);
            var machine = change.hosted().machine();
            var lacked = earlier == null ? Set.<String>of() : machine.needs(earlier.state());
            difference
                    .apply(lacked, machine.needs(change.instance().state()))
                    .forEach(need -> needs.add(new BatchWrite.Need(id, need)));
        });
        return needs;
    }

    private static Set<String> minus(Set<String> some, Set<String> others) {
        if (some.isEmpty()) {
            return some;
        }
        var rest = new HashSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    List<Measured> measured() {
        return measured;
    }

    List<HistoryLine> history() {
        return history;
    }

    /** @param flows by correlation id, those whose commands are wanted */
    OutboxRow commands(Predicate<String> flows) {
        return new OutboxRow(commands.stream()
                .filter(record -> flows.test(record.attributes().correlationId()))
                .toList());
    }
}
