package dev.entente.orchestrator.engine;

import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.model.Money;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Machine;
import dev.entente.orchestrator.machine.State;
import dev.entente.orchestrator.quotetocash.QuoteToCashMachine;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Quote to cash where nobody asks a database. */
final class QuoteToCashWithoutDatabase implements Workflow {

    private final Machine machine = QuoteToCashMachine.under(IntegrationContract.load(QuoteToCashMachine.WORKFLOW));

    @Override
    public Machine machine() {
        return machine;
    }

    @Override
    public Optional<Money> moneyHeld(State state) {
        return Optional.empty();
    }

    @Override
    public List<Milestone> milestones() {
        return List.of();
    }

    @Override
    public Uni<Map<Lookup, Object>> answer(SqlConnection connection, Collection<Lookup> lookups) {
        throw new UnsupportedOperationException("lookups are answered in memory");
    }
}
