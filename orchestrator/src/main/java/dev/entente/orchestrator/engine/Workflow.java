package dev.entente.orchestrator.engine;

import dev.entente.contracts.model.Money;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Machine;
import dev.entente.orchestrator.machine.State;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A machine with what the engine needs beside it. Each workflow provides one bean. */
public interface Workflow {

    Machine machine();

    /** The money that waits while an instance stays in this state. */
    Optional<Money> moneyHeld(State state);

    /** What of it the business wants to know the duration of. */
    List<Milestone> milestones();

    /** What people may tell its instances; nothing unless said otherwise. */
    default List<Signal> signals() {
        return List.of();
    }

    /** Answers lookups by events, all at once. */
    Uni<Map<Lookup, Object>> answer(SqlConnection connection, Collection<Lookup> lookups);
}
