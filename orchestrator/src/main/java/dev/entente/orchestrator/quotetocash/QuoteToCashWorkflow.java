package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.model.Money;
import dev.entente.orchestrator.engine.Workflow;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Machine;
import dev.entente.orchestrator.machine.State;
import dev.entente.orchestrator.reference.ProductMappingLookup;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Quote to cash for the engine. */
@ApplicationScoped
class QuoteToCashWorkflow implements Workflow {

    private final Machine machine = QuoteToCashMachine.under(IntegrationContract.load(QuoteToCashMachine.WORKFLOW));

    @Override
    public Machine machine() {
        return machine;
    }

    @Override
    public Optional<Money> moneyHeld(State state) {
        return state instanceof QuoteToCash ours ? ours.moneyHeld() : Optional.empty();
    }

    @Override
    public Uni<Map<Lookup, Object>> answer(SqlConnection connection, Collection<Lookup> lookups) {
        return ProductMappingLookup.answer(connection, lookups);
    }
}
