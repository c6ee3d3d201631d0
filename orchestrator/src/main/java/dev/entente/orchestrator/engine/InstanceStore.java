package dev.entente.orchestrator.engine;

import dev.entente.contracts.model.Money;
import dev.entente.orchestrator.machine.Due;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Machine;
import dev.entente.orchestrator.machine.Parking;
import dev.entente.orchestrator.machine.Status;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Instances of one workflow in the database: read by id, written all at once by compare-and-set. */
final class InstanceStore {

    private static final String COLUMNS = """
            id, workflow, definition_version, business_key, correlation_id, connection, region, state, data::text as data,
            status, parked_kind, parked_reason, parked_owner, step_sequence, attempt, failures, entered_at, due_at, due_kind,
            hops, version""";

    private static final String INSERT = """
            insert into workflow_instance (id, workflow, definition_version, business_key, correlation_id, connection, region,
                state, data, status, parked_kind, parked_reason, parked_owner, step_sequence, attempt, failures, entered_at,
                due_at, due_kind, hops, traceparent, money_amount, money_currency, version)
            select id, workflow, definition_version, business_key, correlation_id, connection, region,
                state, data::jsonb, status, parked_kind, parked_reason, parked_owner, step_sequence, attempt, failures, entered_at,
                due_at, due_kind, hops, traceparent, money_amount::numeric, money_currency, 1
            from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                $10::text[], $11::text[], $12::text[], $13::text[], $14::int[], $15::int[], $16::int[], $17::timestamptz[],
                $18::timestamptz[], $19::text[], $20::int[], $21::text[], $22::text[], $23::text[])
                as u(id, workflow, definition_version, business_key, correlation_id, connection, region, state, data, status,
                parked_kind, parked_reason, parked_owner, step_sequence, attempt, failures, entered_at, due_at, due_kind, hops,
                traceparent, money_amount, money_currency)
            on conflict do nothing""";

    private static final String UPDATE = """
            update workflow_instance i set definition_version = u.definition_version, state = u.state, data = u.data::jsonb,
                status = u.status, parked_kind = u.parked_kind, parked_reason = u.parked_reason, parked_owner = u.parked_owner,
                step_sequence = u.step_sequence, attempt = u.attempt, failures = u.failures, entered_at = u.entered_at,
                due_at = u.due_at, due_kind = u.due_kind, hops = u.hops, traceparent = u.traceparent,
                money_amount = u.money_amount::numeric, money_currency = u.money_currency,
                version = i.version + 1, lease_until = null, updated_at = now()
            from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[],
                $10::int[], $11::int[], $12::timestamptz[], $13::timestamptz[], $14::text[], $15::int[], $16::text[],
                $17::text[], $18::text[], $19::bigint[])
                as u(id, definition_version, state, data, status, parked_kind, parked_reason, parked_owner, step_sequence,
                attempt, failures, entered_at, due_at, due_kind, hops, traceparent, money_amount, money_currency, version)
            where i.id = u.id and i.version = u.version""";

    private final Workflow workflow;
    private final Machine machine;
    private final StateCodec codec;

    InstanceStore(Workflow workflow) {
        this.workflow = workflow;
        this.machine = workflow.machine();
        this.codec = new StateCodec(machine);
    }

    Uni<Map<String, Instance>> load(SqlConnection transaction, Collection<String> ids) {
        return transaction
                .preparedQuery("select " + COLUMNS + " from workflow_instance where id = any($1::text[])")
                .execute(Tuple.of(ids.toArray(String[]::new)))
                .map(rows -> {
                    var instances = new HashMap<String, Instance>();
                    rows.forEach(row -> instances.put(row.getString("id"), instance(row)));
                    return instances;
                });
    }

    /** Fails with {@link LostRace} unless every row could be written. */
    Uni<Void> write(SqlConnection transaction, Batch batch) {
        var fresh = new ArrayList<Instance>();
        var known = new ArrayList<Instance>();
        for (var instance : batch.changed()) {
            (batch.before(instance.id()) == null ? fresh : known).add(instance);
        }
        return writeAll(transaction, INSERT, fresh, insertColumns(fresh, batch))
                .chain(() -> writeAll(transaction, UPDATE, known, updateColumns(known, batch)))
                .chain(() -> writeNeeds(transaction, batch));
    }

    private static Uni<Void> writeAll(SqlConnection transaction, String sql, List<Instance> instances, Tuple columns) {
        if (instances.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return transaction
                .preparedQuery(sql)
                .execute(columns)
                .invoke(written -> {
                    if (written.rowCount() != instances.size()) {
                        throw new LostRace();
                    }
                })
                .replaceWithVoid();
    }

    private Tuple insertColumns(List<Instance> instances, Batch batch) {
        var rows = new Columns<>(instances);
        return Tuple.from(List.of(
                rows.texts(Instance::id),
                rows.texts(Instance::workflow),
                rows.integers(Instance::definitionVersion),
                rows.texts(Instance::businessKey),
                rows.texts(Instance::correlationId),
                rows.texts(Instance::connection),
                rows.texts(Instance::region),
                rows.texts(instance -> codec.name(instance.state())),
                rows.texts(instance -> codec.json(instance.state())),
                rows.texts(instance -> instance.status().name()),
                rows.texts(instance -> parked(instance, Parking::kind)),
                rows.texts(instance -> parked(instance, Parking::reason)),
                rows.texts(instance -> parked(instance, Parking::owner)),
                rows.integers(Instance::stepSequence),
                rows.integers(Instance::attempt),
                rows.integers(Instance::failures),
                rows.times(Instance::enteredAt),
                rows.times(InstanceStore::dueAt),
                rows.texts(InstanceStore::dueKind),
                rows.integers(Instance::hops),
                rows.texts(instance -> batch.traceparent(instance.id())),
                rows.texts(this::moneyAmount),
                rows.texts(this::moneyCurrency)));
    }

    private Tuple updateColumns(List<Instance> instances, Batch batch) {
        var rows = new Columns<>(instances);
        return Tuple.from(List.of(
                rows.texts(Instance::id),
                rows.integers(Instance::definitionVersion),
                rows.texts(instance -> codec.name(instance.state())),
                rows.texts(instance -> codec.json(instance.state())),
                rows.texts(instance -> instance.status().name()),
                rows.texts(instance -> parked(instance, Parking::kind)),
                rows.texts(instance -> parked(instance, Parking::reason)),
                rows.texts(instance -> parked(instance, Parking::owner)),
                rows.integers(Instance::stepSequence),
                rows.integers(Instance::attempt),
                rows.integers(Instance::failures),
                rows.times(Instance::enteredAt),
                rows.times(InstanceStore::dueAt),
                rows.texts(InstanceStore::dueKind),
                rows.integers(Instance::hops),
                rows.texts(instance -> batch.traceparent(instance.id())),
                rows.texts(this::moneyAmount),
                rows.texts(this::moneyCurrency),
                rows.longs(Instance::version)));
    }

    /** What parked instances lack, so that adding it finds them. */
    private Uni<Void> writeNeeds(SqlConnection transaction, Batch batch) {
        var gone = new HashSet<String>();
        var instanceIds = new ArrayList<String>();
        var needs = new ArrayList<String>();
        for (var instance : batch.changed()) {
            var before = batch.before(instance.id());
            Set<String> present = machine.needs(instance.state());
            if (before != null && !machine.needs(before.state()).isEmpty()) {
                gone.add(instance.id());
            }
            present.forEach(need -> {
                instanceIds.add(instance.id());
                needs.add(need);
            });
        }
        return forgetNeeds(transaction, gone)
                .chain(() -> needs.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : transaction
                                .preparedQuery("insert into instance_need (instance_id, need)"
                                        + " select * from unnest($1::text[], $2::text[]) on conflict do nothing")
                                .execute(Tuple.of(instanceIds.toArray(String[]::new), needs.toArray(String[]::new)))
                                .replaceWithVoid());
    }

    private static Uni<Void> forgetNeeds(SqlConnection transaction, Set<String> instances) {
        return instances.isEmpty()
                ? Uni.createFrom().voidItem()
                : transaction
                        .preparedQuery("delete from instance_need where instance_id = any($1::text[])")
                        .execute(Tuple.of(instances.toArray(String[]::new)))
                        .replaceWithVoid();
    }

    private Instance instance(Row row) {
        var kind = row.getString("parked_kind");
        var dueAt = row.getOffsetDateTime("due_at");
        return new Instance(
                row.getString("id"),
                row.getString("workflow"),
                row.getInteger("definition_version"),
                row.getString("business_key"),
                row.getString("correlation_id"),
                row.getString("connection"),
                row.getString("region"),
                codec.read(row.getString("state"), row.getString("data")),
                Status.valueOf(row.getString("status")),
                kind == null ? null : new Parking(kind, row.getString("parked_reason"), row.getString("parked_owner")),
                row.getInteger("step_sequence"),
                row.getInteger("attempt"),
                row.getInteger("failures"),
                row.getOffsetDateTime("entered_at").toInstant(),
                dueAt == null ? null : new Due(dueAt.toInstant(), Due.Kind.valueOf(row.getString("due_kind"))),
                row.getInteger("hops"),
                row.getLong("version"));
    }

    private static @Nullable String parked(Instance instance, Function<Parking, String> attribute) {
        return instance.parking() == null ? null : attribute.apply(instance.parking());
    }

    private static @Nullable Instant dueAt(Instance instance) {
        return instance.due() == null ? null : instance.due().at();
    }

    private static @Nullable String dueKind(Instance instance) {
        return instance.due() == null ? null : instance.due().kind().name();
    }

    private @Nullable String moneyAmount(Instance instance) {
        return workflow.moneyHeld(instance.state())
                .map(Money::amount)
                .map(amount -> amount.toPlainString())
                .orElse(null);
    }

    private @Nullable String moneyCurrency(Instance instance) {
        return workflow.moneyHeld(instance.state())
                .map(money -> money.currency().getCurrencyCode())
                .orElse(null);
    }
}
