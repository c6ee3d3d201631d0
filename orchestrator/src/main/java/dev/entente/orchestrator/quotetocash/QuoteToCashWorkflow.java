package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.model.Money;
import dev.entente.orchestrator.engine.Milestone;
import dev.entente.orchestrator.engine.Signal;
import dev.entente.orchestrator.engine.Workflow;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Machine;
import dev.entente.orchestrator.machine.State;
import dev.entente.orchestrator.quotetocash.QuoteToCash.AwaitingFulfilment;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CreatingOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.ReadingInvoiceSchedule;
import dev.entente.orchestrator.quotetocash.QuoteToCash.RecordingEntitlement;
import dev.entente.orchestrator.reference.ProductMappingLookup;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Quote to cash for the engine. */
@ApplicationScoped
@RegisterForReflection(targets = IntegrationContract.class, registerFullHierarchy = true)
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
    public List<Milestone> milestones() {
        return List.of(
                new Milestone("deal-to-order", null, name(CreatingOrder.class), name(ReadingInvoiceSchedule.class)),
                new Milestone(
                        "order-to-entitlement",
                        name(ReadingInvoiceSchedule.class),
                        name(RecordingEntitlement.class),
                        name(AwaitingFulfilment.class)));
    }

    @Override
    public List<Signal> signals() {
        return List.of(
                new Signal(
                        "cancel",
                        "give the deal up; an order that exists is closed in the ERP first",
                        CancelRequested::new),
                new Signal(
                        "read-again",
                        "read the deal in the CRM once more, and go by what it says now",
                        ReadAgainRequested::new));
    }

    private static String name(Class<? extends State> state) {
        return state.getSimpleName();
    }

    @Override
    public Uni<Map<Lookup, Object>> answer(SqlConnection connection, Collection<Lookup> lookups) {
        return ProductMappingLookup.answer(connection, lookups);
    }
}
