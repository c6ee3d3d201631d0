package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Interpreter;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.tracing.MessageSpans;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A batch in memory: instances as they were loaded and as they became, the lines and commands to be written. No I/O;
 * used once, by one thread.
 */
final class Batch {

    private final Workflow workflow;
    private final Interpreter interpreter;
    private final Routes routes;
    private final Instant now;
    private final Map<String, Instance> loaded;
    private final Map<String, Instance> changed = new LinkedHashMap<>();
    private final Map<String, String> traceparents = new HashMap<>();
    private final List<HistoryLine> history = new ArrayList<>();
    private final List<OutgoingRecord> commands = new ArrayList<>();
    private final List<OpenLookup> openLookups = new ArrayList<>();

    /** A lookup that a state asked for, and the work that led there. */
    record OpenLookup(String instanceId, int stepSequence, Lookup lookup, Work work) {}

    Batch(Workflow workflow, Routes routes, Instant now, Map<String, Instance> loaded) {
        this.workflow = workflow;
        this.interpreter = workflow.interpreter();
        this.routes = routes;
        this.now = now;
        this.loaded = loaded;
    }

    Applied apply(Work work) {
        var id = Instance.idOf(workflow.machine().workflow(), work.message().subject());
        var current = changed.getOrDefault(id, loaded.get(id));
        if (current == null) {
            return start(work);
        }
        return guarded(current, work);
    }

    /** A defect must not take its neighbours along: the instance is parked as it was before. */
    private Applied guarded(Instance current, Work work) {
        Outcome outcome;
        try {
            outcome = interpreter.apply(current, work.stimulus(), now);
            record(current, work, outcome);
        } catch (RuntimeException defect) {
            outcome = Interpreter.defective(current, "a defect in the workflow: " + defect);
            record(current, work, outcome);
        }
        return new Applied.Done(outcome);
    }

    private Applied start(Work work) {
        if (!(work.stimulus() instanceof Stimulus.Arrived arrived)) {
            return new Applied.NoInstance();
        }
        var started = interpreter.start(arrived.event(), work.message(), now).orElse(null);
        if (started == null) {
            return new Applied.NoInstance();
        }
        record(null, work, started);
        return new Applied.Done(started);
    }

    private void record(@Nullable Instance before, Work work, Outcome outcome) {
        var fromState = before == null ? null : before.state().getClass().getSimpleName();
        var id = Instance.idOf(workflow.machine().workflow(), work.message().subject());
        if (outcome instanceof Outcome.Changed change) {
            var traced = MessageSpans.traced(work.message(), work.span());
            if (change.command() != null) {
                commands.add(command(change.instance(), change.command(), traced));
            }
            if (change.lookup() != null) {
                openLookups.add(new OpenLookup(id, change.instance().stepSequence(), change.lookup(), work));
            }
            changed.put(id, change.instance());
            traceparents.put(id, String.valueOf(traced.traceparent()));
        }
        var after = changed.getOrDefault(id, loaded.get(id));
        history.add(new HistoryLine(
                id,
                work.message().correlationId(),
                now,
                work.stimulus().name(),
                work.message().id(),
                fromState,
                after == null ? "none" : after.state().getClass().getSimpleName(),
                outcome.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT),
                outcome.note(),
                work.who(),
                traceparents.get(id)));
    }

    private OutgoingRecord command(Instance instance, Command command, Attributes cause) {
        var attributes = new Attributes(
                instance.commandId(instance.attempt()),
                "/orchestrator/" + instance.workflow(),
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

    /** Lookups not answered yet; answering may open new ones. */
    List<OpenLookup> takeOpenLookups() {
        var open = List.copyOf(openLookups);
        openLookups.clear();
        return open;
    }

    /** Answers a lookup, unless its instance has moved on meanwhile and asks something else. */
    void answer(OpenLookup open, Object event) {
        var current = changed.get(open.instanceId());
        if (current != null && current.stepSequence() == open.stepSequence()) {
            var stimulus = new Stimulus.Arrived(event, null, current.hops());
            guarded(
                    current,
                    new Work(open.work().message(), stimulus, null, open.work().span()));
        }
    }

    /** As loaded; null for an instance that is new. */
    @Nullable
    Instance before(String id) {
        return loaded.get(id);
    }

    java.util.Collection<Instance> changed() {
        return changed.values();
    }

    @Nullable
    String traceparent(String id) {
        return traceparents.get(id);
    }

    List<HistoryLine> history() {
        return history;
    }

    List<OutgoingRecord> commands() {
        return commands;
    }
}
