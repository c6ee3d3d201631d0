package dev.entente.orchestrator.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Identifiers;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.service.tracing.MessageSpans;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** What people and neighbours within this service may do to instances. Goes the same way as every event. */
@ApplicationScoped
public class Operations {

    /** What messages and traces call what is told from within or by people. */
    private static final String SIGNAL = "signal";

    private final Pool database;
    private final Engine engine;
    private final Workflows workflows;
    private final Destinations destinations;
    private final MessageSpans spans;
    private final Clock clock;

    Operations(
            Pool database,
            Engine engine,
            Workflows workflows,
            Destinations destinations,
            MessageSpans spans,
            Clock clock) {
        this.database = database;
        this.engine = engine;
        this.workflows = workflows;
        this.destinations = destinations;
        this.spans = spans;
        this.clock = clock;
    }

    /**
     * Gives one instance a signal of its workflow; empty when there is no such instance.
     *
     * @throws UnknownSignal if its workflow has none of this name
     */
    public Uni<Optional<Applied>> signal(String instanceId, String signal, String who, String why) {
        return toOne(instanceId, who, SIGNAL, row -> signalled(row, signal, who, why));
    }

    /** Does what a person asks for to one instance; empty when there is no such instance. */
    public Uni<Optional<Applied>> request(String instanceId, Stimulus.Requested request) {
        return toOne(instanceId, request.who(), word(request), any -> request);
    }

    /** The signals of a workflow; empty when this service runs none of this name. */
    public Optional<List<Signal>> signals(String workflow) {
        return workflows.find(workflow).map(hosted -> hosted.workflow().signals());
    }

    /** @throws UnknownSignal if its workflow has none of this name */
    private Stimulus signalled(Row row, String signal, String who, String why) {
        return new Stimulus.Signalled(
                who,
                why,
                workflows
                        .find(row.getString("workflow"))
                        .map(hosted -> hosted.signal(signal).event().apply(who, why))
                        // Of a workflow that this version does not run, the engine says so; no table sees this.
                        .orElse(signal));
    }

    private static String word(Stimulus.Requested request) {
        return request.name().replace("Requested", "").toLowerCase(Locale.ROOT);
    }

    /** The data of an instance's state, as its present definition writes it; empty when there is no such instance. */
    public Uni<Optional<StateData>> data(String instanceId) {
        return stored(List.of(instanceId))
                .map(stored -> Optional.ofNullable(stored.get(instanceId)).map(this::data));
    }

    private Uni<Map<String, Row>> stored(List<String> ids) {
        return database.preparedQuery(
                        "select id, workflow, state, data::text as data, definition_version, step_sequence"
                                + " from workflow_instance where id = any($1::text[])")
                .execute(Tuple.of((Object) ids.toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getString("id"), Function.identity())));
    }

    private StateData data(Row row) {
        var hosted = workflows.named(row.getString("workflow"));
        var state = hosted.codec()
                .read(row.getString("state"), row.getString("data"), row.getInteger("definition_version"));
        return new StateData(
                hosted.name(),
                row.getInteger("step_sequence"),
                hosted.codec().name(state),
                hosted.codec().json(state));
    }

    /**
     * Goes on with other data.
     *
     * @param step at which the data were read
     * @param json the state's data, all of it
     * @throws UnreadableData if it is not data of the state
     */
    public Uni<Optional<Applied>> correct(String instanceId, int step, String json, String who, String why) {
        return data(instanceId).chain(present -> {
            if (present.isEmpty()) {
                return Uni.createFrom().item(Optional.empty());
            }
            var codec = workflows.named(present.get().workflow()).codec();
            return request(
                    instanceId,
                    new Stimulus.EditRequested(who, why, step, Correction.read(codec, present.get(), json)));
        });
    }

    /**
     * What a state knows.
     *
     * @param step counts the states entered, from 1
     * @param json of its present definition
     */
    public record StateData(String workflow, int step, String state, String json) {}

    /** Somebody's data is not data of the state. */
    public static final class UnreadableData extends RuntimeException {
        UnreadableData(String message) {
            super(message);
        }
    }

    /**
     * Does to many instances what a person asked for, or says what it would do. Each goes its own way: what is refused for
     * one is done for the others.
     *
     * @param preview nothing is written and nothing is sent
     */
    public Uni<List<ItemResult>> request(Selection selection, Stimulus.Requested request, boolean preview) {
        return toMany(selection, request.who(), word(request), any -> request, preview);
    }

    /**
     * Gives many instances a signal of their workflow, or says what it would do.
     *
     * @param preview nothing is written and nothing is sent
     * @throws UnknownSignal if the workflow of any has none of this name; none is told then
     */
    public Uni<List<ItemResult>> signal(Selection selection, String signal, String who, String why, boolean preview) {
        return toMany(selection, who, SIGNAL, row -> signalled(row, signal, who, why), preview);
    }

    /** Lets instances go on that were held for a connection. */
    Uni<List<ItemResult>> release(Collection<String> instanceIds, String connection) {
        var released = new Stimulus.Released(connection);
        return toMany(Selection.of(instanceIds), "entente", "release", any -> released, false);
    }

    /**
     * Corrects many instances in the same way, or says what that would do. One whose data cannot be corrected so is refused.
     *
     * @param patch of each state's data, a JSON Merge Patch (RFC 7396)
     * @param preview nothing is written and nothing is sent
     */
    public Uni<List<ItemResult>> correct(
            Selection selection, ObjectNode patch, String who, String why, boolean preview) {
        return find(selection).chain(rows -> {
            var ids = rows.stream().map(row -> row.getString("id")).toList();
            return stored(ids).chain(stored -> {
                var outcomes = new HashMap<String, ItemResult>();
                var stimuli = new HashMap<String, Stimulus>();
                for (var row : rows) {
                    var id = row.getString("id");
                    try {
                        stimuli.put(id, correction(stored.get(id), patch, who, why));
                    } catch (UnreadableData | UnreadableState unreadable) {
                        outcomes.put(
                                id,
                                ItemResult.of(
                                        row, "refused", String.valueOf(unreadable.getMessage()), null, List.of()));
                    }
                }
                var good = rows.stream()
                        .filter(row -> stimuli.containsKey(row.getString("id")))
                        .toList();
                return toEach(
                                good,
                                who,
                                "edit",
                                row -> Objects.requireNonNull(stimuli.get(row.getString("id"))),
                                preview)
                        .map(results -> {
                            results.forEach(result -> outcomes.put(result.id(), result));
                            return ids.stream()
                                    .map(id -> Objects.requireNonNull(outcomes.get(id)))
                                    .toList();
                        });
            });
        });
    }

    private Stimulus correction(@Nullable Row stored, ObjectNode patch, String who, String why) {
        if (stored == null) {
            throw new UnreadableData("there is no such instance any more");
        }
        var workflow = stored.getString("workflow");
        var codec = workflows
                .find(workflow)
                .orElseThrow(() -> new UnreadableData("this version runs no workflow " + workflow))
                .codec();
        var present = data(stored);
        return new Stimulus.EditRequested(who, why, present.step(), Correction.patched(codec, present, patch));
    }

    private Uni<List<ItemResult>> toMany(
            Selection selection, String who, String action, Function<Row, Stimulus> stimulus, boolean preview) {
        return find(selection).chain(rows -> toEach(rows, who, action, stimulus, preview));
    }

    private Uni<List<ItemResult>> toEach(
            List<Row> rows, String who, String action, Function<Row, Stimulus> stimulus, boolean preview) {
        var stimuli = rows.stream().map(stimulus).toList();
        var works = IntStream.range(0, rows.size())
                .mapToObj(at -> work(rows.get(at), who, action, stimuli.get(at)))
                .toList();
        return (preview ? engine.rehearse(works) : engine.perform(works)).map(effects -> results(rows, effects));
    }

    private SelectionQuery query(Selection selection) {
        var connection = selection.connection();
        var inStateFor = selection.inStateFor();
        return SelectionQuery.of(
                selection,
                connection == null ? List.of() : destinations.statesThatNeed(connection),
                inStateFor == null ? null : clock.instant().minus(inStateFor).atOffset(ZoneOffset.UTC));
    }

    private static List<ItemResult> results(List<Row> rows, List<Effect> effects) {
        return IntStream.range(0, rows.size())
                .mapToObj(at -> effects.get(at).on(rows.get(at)))
                .toList();
    }

    /** Hands an event to many instances on behalf of this service. */
    public Uni<List<ItemResult>> sendAll(Collection<String> instanceIds, Function<String, Object> event) {
        return find(Selection.of(instanceIds))
                .chain(rows -> engine.perform(rows.stream()
                                .map(row -> work(
                                        row,
                                        null,
                                        SIGNAL,
                                        Stimulus.Arrived.unasked(
                                                event.apply(row.getString("id")), row.getInteger("hops"))))
                                .toList())
                        .map(effects -> results(rows, effects)));
    }

    private Uni<Optional<Applied>> toOne(
            String instanceId, String who, String action, Function<Row, Stimulus> stimulus) {
        return find(Selection.of(List.of(instanceId)))
                .chain(rows -> rows.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : engine.processAtOnce(List.of(work(rows.get(0), who, action, stimulus.apply(rows.get(0)))))
                                .map(applied -> Optional.of(applied.get(0))));
    }

    private Uni<List<Row>> find(Selection selection) {
        return query(selection).run(database);
    }

    /** Of those that are meant without being named, those that an earlier definition has stored. */
    Uni<List<Row>> findEarlier(Selection selection) {
        return find(selection, all -> all.earlier(workflows));
    }

    /** Of those that are meant without being named, those that were moved from an earlier definition. */
    Uni<List<Row>> findMoved(Selection selection) {
        return find(selection, SelectionQuery::moved);
    }

    private Uni<List<Row>> find(Selection selection, UnaryOperator<SelectionQuery> narrowed) {
        var all = query(selection);
        return (selection.ids() == null ? narrowed.apply(all) : all).run(database);
    }

    private Work work(Row row, @Nullable String who, String action, Stimulus stimulus) {
        var message = new Attributes(
                Identifiers.derive(
                        action, row.getString("id"), UUID.randomUUID().toString()),
                "/orchestrator/operations",
                "dev.entente." + action + ".v1",
                row.getString("business_key"),
                clock.instant(),
                row.getString("correlation_id"),
                null,
                row.getString("connection"),
                row.getString("region"),
                row.getInteger("hops"),
                null,
                row.getString("traceparent"),
                null);
        return new Work(message, row.getString("workflow"), stimulus, who, spans.resume(action, message, action));
    }
}
