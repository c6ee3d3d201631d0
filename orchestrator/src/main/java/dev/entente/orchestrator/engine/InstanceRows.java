package dev.entente.orchestrator.engine;

import dev.entente.contracts.model.Money;
import dev.entente.orchestrator.machine.Due;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Parking;
import dev.entente.orchestrator.machine.Pause;
import dev.entente.orchestrator.machine.Status;
import io.vertx.mutiny.sqlclient.Row;
import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/** Instances to and from their table. */
final class InstanceRows {

    /** What never changes after the first row was written. */
    private static final Columns<Written> IDENTITY = Columns.<Written>none()
            .text("workflow", row -> row.instance().workflow())
            .text("business_key", row -> row.instance().businessKey())
            .text("correlation_id", row -> row.instance().correlationId())
            .text("connection", row -> row.instance().connection())
            .text("region", row -> row.instance().region());

    private static final Columns<Written> ID =
            Columns.<Written>none().text("id", row -> row.instance().id());

    static final Columns<Written> STANDING = Columns.<Written>none()
            .integer("definition_version", row -> row.instance().definitionVersion())
            .text("state", Written::state)
            .textAs("jsonb", "data", Written::data)
            .text("status", row -> row.instance().status().name())
            .text("parked_kind", row -> parked(row, Parking::kind))
            .text("parked_reason", row -> parked(row, Parking::reason))
            .text("parked_owner", row -> parked(row, Parking::owner))
            .integer("step_sequence", row -> row.instance().stepSequence())
            .integer("attempt", row -> row.instance().attempt())
            .integer("failures", row -> row.instance().failures())
            .time("entered_at", row -> row.instance().enteredAt())
            .time("due_at", row -> due(row, Due::at))
            .text("due_kind", row -> due(row, due -> due.kind().name()))
            .time("paused_since", row -> paused(row, Pause::since))
            .text("pause_clocks", row -> paused(row, pause -> pause.clocks().name()))
            .time("pause_due_at", row -> pauseDue(row, Due::at))
            .text("pause_due_kind", row -> pauseDue(row, due -> due.kind().name()))
            .bool("pause_owes", row -> paused(row, Pause::owes))
            .text("pause_held_for", row -> paused(row, Pause::heldFor))
            .integer("hops", row -> row.instance().hops())
            .bigint("edition", row -> row.instance().edition())
            .text("traceparent", Written::traceparent)
            .textAs(
                    "numeric",
                    "money_amount",
                    row -> money(row, held -> held.amount().toPlainString()))
            .text("money_currency", row -> money(row, held -> held.currency().getCurrencyCode()));

    static final Columns<Written> NEW = ID.and(IDENTITY).and(STANDING);

    static final Columns<Written> CHANGED = ID.and(STANDING)
            .and(Columns.<Written>none().bigint("version", row -> row.instance().version()));

    static final String SELECT =
            "select id, " + IDENTITY.names() + ", " + STANDING.names().replace("data", "data::text as data")
                    + ", version from workflow_instance where id = any($1::text[])";

    private InstanceRows() {}

    /** An instance as it will stand in its row. */
    record Written(
            Instance instance,
            String state,
            String data,
            @Nullable Money moneyHeld,
            @Nullable String traceparent) {

        static Written of(Instance instance, Hosted hosted, @Nullable String traceparent) {
            var state = instance.state();
            return new Written(
                    instance,
                    hosted.codec().name(state),
                    hosted.codec().json(state),
                    hosted.workflow().moneyHeld(state).orElse(null),
                    traceparent);
        }
    }

    /** @throws UnreadableState if this version cannot read the row */
    static Instance read(Row row, Hosted hosted) {
        return new Instance(
                new Instance.Identity(
                        row.getString("id"),
                        row.getString("workflow"),
                        row.getString("business_key"),
                        row.getString("correlation_id"),
                        row.getString("connection"),
                        row.getString("region")),
                hosted.machine().version(),
                hosted.codec()
                        .read(row.getString("state"), row.getString("data"), row.getInteger("definition_version")),
                new Instance.Standing(
                        status(row.getString("status")), parking(row), due(row, "due_at", "due_kind"), pause(row)),
                new Instance.Progress(
                        row.getInteger("step_sequence"),
                        row.getInteger("attempt"),
                        row.getInteger("failures"),
                        row.getOffsetDateTime("entered_at").toInstant()),
                row.getInteger("hops"),
                row.getLong("edition"),
                row.getLong("version"));
    }

    private static Status status(String name) {
        try {
            return Status.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new UnreadableState.OfNewerVersion("this version knows no status " + name);
        }
    }

    private static @Nullable Parking parking(Row row) {
        var kind = row.getString("parked_kind");
        return kind == null ? null : new Parking(kind, row.getString("parked_reason"), row.getString("parked_owner"));
    }

    private static @Nullable Due due(Row row, String at, String kind) {
        var time = row.getOffsetDateTime(at);
        return time == null ? null : new Due(time.toInstant(), Due.Kind.valueOf(row.getString(kind)));
    }

    private static @Nullable Pause pause(Row row) {
        var since = row.getOffsetDateTime("paused_since");
        return since == null
                ? null
                : new Pause(
                        since.toInstant(),
                        Pause.Clocks.valueOf(row.getString("pause_clocks")),
                        due(row, "pause_due_at", "pause_due_kind"),
                        row.getBoolean("pause_owes"),
                        row.getString("pause_held_for"));
    }

    private static @Nullable String parked(Written row, Function<Parking, String> attribute) {
        var parking = row.instance().parking();
        return parking == null ? null : attribute.apply(parking);
    }

    private static <T> @Nullable T due(Written row, Function<Due, T> attribute) {
        var due = row.instance().due();
        return due == null ? null : attribute.apply(due);
    }

    private static <T> @Nullable T paused(Written row, Function<Pause, @Nullable T> attribute) {
        var pause = row.instance().pause();
        return pause == null ? null : attribute.apply(pause);
    }

    private static <T> @Nullable T pauseDue(Written row, Function<Due, T> attribute) {
        var pause = row.instance().pause();
        return pause == null || pause.due() == null ? null : attribute.apply(pause.due());
    }

    private static @Nullable String money(Written row, Function<Money, String> attribute) {
        return row.moneyHeld() == null ? null : attribute.apply(row.moneyHeld());
    }
}
