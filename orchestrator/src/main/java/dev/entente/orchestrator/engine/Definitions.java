package dev.entente.orchestrator.engine;

import dev.entente.orchestrator.machine.Stimulus;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Which definitions unfinished instances are stored by, and moving them to the present one all at once. They need not be moved:
 * what an earlier definition stored is read as the present one means it, and stored so with the next change. But before the last
 * reader of an old definition is taken out of the code, nothing may be stored by it.
 */
@ApplicationScoped
public class Definitions {

    private static final int PAGE = 500;
    private static final int MOST_PROBLEMS = 100;

    private static final String UNFINISHED = " status in ('ACTIVE', 'PARKED', 'PAUSED') ";

    private static final String CENSUS =
            "select definition_version, state, count(*) as instances from workflow_instance"
                    + " where workflow = $1 and" + UNFINISHED
                    + "group by definition_version, state order by definition_version, state";

    private static final String EARLIER =
            "select id, definition_version, state, data::text as data from workflow_instance"
                    + " where workflow = $1 and definition_version < $2 and id > $3 and" + UNFINISHED
                    + "order by id limit $4";

    private static final String KEEP = """
            insert into definition_move
                (instance_id, correlation_id, workflow, definition_version, state, data, version, moved_by, after_line)
            select id, correlation_id, workflow, definition_version, state, data, i.version, $2,
                (select coalesce(max(h.id), 0) from workflow_history as h where h.instance_id = i.id)
            from workflow_instance as i join unnest($3::text[], $4::int[]) as present (workflow, version) using (workflow)
            where id = any($1::text[]) and definition_version < present.version and status in ('ACTIVE', 'PARKED', 'PAUSED')
            on conflict (instance_id) do update set definition_version = excluded.definition_version, state = excluded.state,
                data = excluded.data, version = excluded.version, moved = false, moved_by = excluded.moved_by, moved_at = now(),
                after_line = excluded.after_line""";

    /** Also of moves whose mover died before it could say so. */
    private static final String SETTLE = """
            update definition_move as m set moved = true where not moved and exists (
                select from workflow_history as h where h.instance_id = m.instance_id and h.id > m.after_line
                    and h.trigger = 'MoveRequested' and h.outcome = 'changed')""";

    private static final String MOVED =
            "select instance_id as id from definition_move where workflow = $1 and moved order by instance_id limit $2";

    /** Those of some that were moved, as they were before, and whether nothing has happened to them since. */
    private static final String NEXT_BACK = """
            with next as (
                select m.instance_id, m.definition_version, m.state, i.id is not null as untouched from definition_move as m
                left join workflow_instance as i on i.id = m.instance_id and i.version = m.version + 1
                    and i.status in ('ACTIVE', 'PARKED', 'PAUSED')
                where m.instance_id = any($1::text[]) and m.moved)""";

    private static final String FORESEE_BACK =
            NEXT_BACK + " select instance_id, definition_version, state, untouched as moved from next";

    private static final String BACK = NEXT_BACK + """
            , back as (
                update workflow_instance as i set definition_version = m.definition_version, state = m.state, data = m.data,
                    version = i.version + 1, updated_at = now()
                from definition_move as m join next on next.instance_id = m.instance_id
                where i.id = m.instance_id and next.untouched and i.version = m.version + 1
                returning i.id, i.correlation_id, i.state, i.version, m.definition_version),
            told as (
                insert into workflow_history
                    (instance_id, correlation_id, at, trigger, message_id, from_state, to_state, outcome, note, who)
                select id, correlation_id, now(), 'MoveBackRequested', id || '/' || version, state, state, 'changed',
                    'moved back to definition ' || definition_version || ': ' || $3, $2 from back)
            delete from definition_move where instance_id in (select instance_id from next)
                returning instance_id, definition_version, state, instance_id in (select id from back) as moved""";

    private final Pool database;
    private final Workflows workflows;
    private final Operations operations;

    Definitions(Pool database, Workflows workflows, Operations operations) {
        this.database = database;
        this.workflows = workflows;
        this.operations = operations;
    }

    /** How many unfinished instances are stored in a state by a definition. */
    public record Count(int definition, String state, long instances) {}

    /**
     * What is there.
     *
     * @param present the definition that this version of the service stores by
     */
    public record Census(String workflow, int present, List<Count> stored) {}

    /** An instance that the present definition cannot read, and why. */
    public record Problem(String id, String reason) {}

    /**
     * What was moved, or would be.
     *
     * @param instances that were, or would be, moved
     * @param notMoved that could not be: of a move somebody else changed them just then, of a move back they have changed since
     * @param problems for which nothing was moved at all; at most 100 of them
     * @param more whether there are more to be moved by another call
     */
    public record Moved(long instances, long notMoved, List<Problem> problems, boolean more) {}

    /** Empty when this service runs no such workflow. */
    public Uni<Optional<Census>> census(String workflow) {
        if (!runs(workflow)) {
            return Uni.createFrom().item(Optional.empty());
        }
        return database.preparedQuery(CENSUS)
                .execute(Tuple.of(workflow))
                .map(rows -> Optional.of(new Census(
                        workflow,
                        workflows.named(workflow).machine().version(),
                        rows(rows).stream()
                                .map(row -> new Count(
                                        row.getInteger("definition_version"),
                                        row.getString("state"),
                                        row.getLong("instances")))
                                .toList())));
    }

    /**
     * Moves instances of earlier definitions to the present one. Whether all of them can be read is found out before the first is
     * moved. May be called again at any time; what was moved stays so.
     *
     * @param most how many at the most
     * @param preview finds out, and moves nothing
     */
    public Uni<Optional<Moved>> move(String workflow, int most, String who, String why, boolean preview) {
        if (!runs(workflow)) {
            return Uni.createFrom().item(Optional.empty());
        }
        var hosted = workflows.named(workflow);
        return check(hosted).chain(checked -> {
            if (preview || !checked.problems().isEmpty()) {
                return Uni.createFrom()
                        .item(Optional.of(
                                checked.problems().isEmpty()
                                        ? new Moved(
                                                Math.min(most, checked.readable()),
                                                0,
                                                List.of(),
                                                checked.readable() > most)
                                        : new Moved(0, 0, checked.problems(), false)));
            }
            return move(hosted, most, who, why).map(Optional::of);
        });
    }

    private record Checked(long readable, List<Problem> problems) {}

    private Uni<Checked> check(Hosted hosted) {
        var problems = new ArrayList<Problem>();
        var readable = new AtomicLong();
        return Multi.createBy()
                .repeating()
                .uni(
                        AtomicReference<String>::new,
                        after -> earlier(hosted, Objects.requireNonNullElse(after.get(), ""), PAGE)
                                .invoke(rows -> {
                                    for (var row : rows) {
                                        after.set(row.getString("id"));
                                        problem(hosted, row).ifPresentOrElse(problems::add, readable::incrementAndGet);
                                    }
                                }))
                .whilst(rows -> rows.size() == PAGE && problems.size() < MOST_PROBLEMS)
                .collect()
                .last()
                .map(end -> new Checked(readable.get(), problems));
    }

    private static Optional<Problem> problem(Hosted hosted, Row row) {
        try {
            hosted.codec().read(row.getString("state"), row.getString("data"), row.getInteger("definition_version"));
            return Optional.empty();
        } catch (UnreadableState unreadable) {
            return Optional.of(new Problem(row.getString("id"), String.valueOf(unreadable.getMessage())));
        }
    }

    private Uni<Moved> move(Hosted hosted, int most, String who, String why) {
        var outcomes = new ArrayList<Boolean>();
        var last = new AtomicReference<>("");
        return Multi.createBy()
                .repeating()
                .uni(() -> earlier(hosted, last.get(), Math.min(PAGE, most - outcomes.size()))
                        .map(Definitions::ids)
                        .invoke(ids -> ids.forEach(last::set))
                        .chain(ids -> moveAll(ids, who, why))
                        .invoke(results -> results.forEach(result -> outcomes.add(result.changed()))))
                .whilst(page -> !page.isEmpty() && outcomes.size() < most)
                .collect()
                .last()
                .chain(() -> earlier(hosted, last.get(), 1))
                .map(left -> {
                    var moved = outcomes.stream().filter(Boolean::booleanValue).count();
                    return new Moved(moved, outcomes.size() - moved, List.of(), !left.isEmpty());
                });
    }

    /**
     * Moves some instances, or says what that would do to each. When one of them cannot be read, none is moved.
     *
     * @param selection of those that are not named, only what an earlier definition has stored is meant
     * @param preview finds out, and moves nothing
     */
    public Uni<List<ItemResult>> move(Selection selection, String who, String why, boolean preview) {
        return operations
                .findEarlier(selection)
                .map(Definitions::ids)
                .chain(ids -> operations
                        .request(Selection.of(ids), new Stimulus.MoveRequested(who, why), true)
                        .chain(foreseen -> {
                            if (preview) {
                                return Uni.createFrom().item(foreseen);
                            }
                            return foreseen.stream().anyMatch(ItemResult::failed)
                                    ? Uni.createFrom()
                                            .item(foreseen.stream()
                                                    .map(ItemResult::leftAsItIs)
                                                    .toList())
                                    : moveAll(ids, who, why);
                        }));
    }

    private Uni<List<ItemResult>> moveAll(List<String> ids, String who, String why) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return database.preparedQuery(KEEP)
                .execute(Tuple.of(ids.toArray(String[]::new), who, workflows.names(), workflows.versions()))
                .chain(() -> operations.request(Selection.of(ids), new Stimulus.MoveRequested(who, why), false))
                .call(this::settle);
    }

    private static List<String> ids(List<Row> rows) {
        return rows.stream().map(row -> row.getString("id")).toList();
    }

    private Uni<Void> settle() {
        return database.query(SETTLE).execute().replaceWithVoid();
    }

    /**
     * Stores instances again as they were before they were moved, unless they have changed since.
     *
     * @param most how many at the most
     * @param preview finds out, and moves nothing
     */
    public Uni<Optional<Moved>> moveBack(String workflow, int most, String who, String why, boolean preview) {
        if (!runs(workflow)) {
            return Uni.createFrom().item(Optional.empty());
        }
        return settle().chain(() -> database.preparedQuery(MOVED).execute(Tuple.of(workflow, most)))
                .map(rows -> ids(rows(rows)))
                .chain(ids -> back(ids, who, why, preview).map(backs -> {
                    var moved = backs.values().stream().filter(Back::moved).count();
                    return Optional.of(new Moved(moved, ids.size() - moved, List.of(), ids.size() == most));
                }));
    }

    /**
     * Stores some instances again as they were before they were moved, or says what that would do to each. Those that have changed
     * since are refused, and not asked about again.
     *
     * @param selection of those that are not named, only what was moved is meant
     * @param preview finds out, and moves nothing
     */
    public Uni<List<ItemResult>> moveBack(Selection selection, String who, String why, boolean preview) {
        return settle().chain(() -> operations.findMoved(selection))
                .chain(found -> back(ids(found), who, why, preview)
                        .map(backs -> found.stream()
                                .map(row -> result(row, backs.get(row.getString("id"))))
                                .toList()));
    }

    /** An instance as it was before it was moved. */
    private record Back(int definition, String state, boolean moved) {}

    private Uni<Map<String, Back>> back(List<String> ids, String who, String why, boolean preview) {
        var wanted = ids.toArray(String[]::new);
        return (preview
                        ? database.preparedQuery(FORESEE_BACK).execute(Tuple.of((Object) wanted))
                        : database.preparedQuery(BACK).execute(Tuple.of(wanted, who, why)))
                .map(rows -> rows(rows).stream()
                        .collect(Collectors.toMap(
                                row -> row.getString("instance_id"),
                                row -> new Back(
                                        row.getInteger("definition_version"),
                                        row.getString("state"),
                                        row.getBoolean("moved")))));
    }

    private static ItemResult result(Row row, @Nullable Back back) {
        if (back == null) {
            return ItemResult.of(row, "refused", "nobody has moved it", null, List.of());
        }
        return back.moved()
                ? ItemResult.of(
                        row, "changed", "moved back to definition " + back.definition(), back.state(), List.of())
                : ItemResult.of(row, "refused", "it has changed since it was moved", null, List.of());
    }

    private Uni<List<Row>> earlier(Hosted hosted, String after, int most) {
        return database.preparedQuery(EARLIER)
                .execute(Tuple.of(hosted.name(), hosted.machine().version(), after, most))
                .map(Definitions::rows);
    }

    private boolean runs(String workflow) {
        return workflows.find(workflow).isPresent();
    }

    private static List<Row> rows(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).toList();
    }
}
