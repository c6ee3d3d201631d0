package dev.entente.bench.threesteps;

import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.message.CrmCommand.RecordOrder;
import dev.entente.contracts.message.CrmEvent.OpportunityReopened;
import dev.entente.contracts.message.CrmEvent.OrderRecorded;
import dev.entente.contracts.message.ErpCommand.CancelOrder;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpEvent.CreditApproved;
import dev.entente.contracts.message.ErpEvent.OrderCancelled;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.orchestrator.engine.Milestone;
import dev.entente.orchestrator.engine.Workflow;
import dev.entente.orchestrator.machine.Lookup;
import dev.entente.orchestrator.machine.Machine;
import dev.entente.orchestrator.machine.State;
import dev.entente.orchestrator.machine.Status;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Three commands, one after the other, of the shortest kinds there are. */
@ApplicationScoped
public class ThreeSteps implements Workflow {

    private final Machine machine = Machine.define("three-steps", 1, IntegrationContract.load("three-steps"))
            .starts(OpportunityReopened.class, event -> new One(event.opportunity()), One.class)
            .in(One.class)
            .step("one")
            .sends(state -> new CheckCredit(state.deal().id(), Money.of("1", "EUR")))
            .onReply(CreditApproved.class, (state, event) -> new Two(state.deal(), event.exposure()), Two.class)
            .in(Two.class)
            .step("two")
            .sends(state -> new CancelOrder(new OrderKey(state.deal().id()), "measured"))
            .onReply(OrderCancelled.class, (state, event) -> new Three(state.deal(), event.key()), Three.class)
            .in(Three.class)
            .step("three")
            .sends(state -> new RecordOrder(state.deal(), state.key().value(), OrderStatus.CANCELLED))
            .onReply(OrderRecorded.class, (state, event) -> new Done(state.deal()), Done.class)
            .in(Done.class)
            .ends(Status.COMPLETED)
            .build();

    record One(ObjectReference deal) implements State {}

    record Two(ObjectReference deal, Money exposure) implements State {}

    record Three(ObjectReference deal, OrderKey key) implements State {}

    record Done(ObjectReference deal) implements State {}

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
        return Uni.createFrom().item(Map.of());
    }
}
