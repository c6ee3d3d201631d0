package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.model.OrderStatus;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Status;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** What must hold between a deal's instance and the systems, always and once everything has arrived. */
public final class Agreement {

    private Agreement() {}

    /** What is wrong, whatever is still on its way; empty when nothing is. */
    public static Optional<String> always(@Nullable Instance instance, Systems systems) {
        if (systems.orderKeys().size() > 1) {
            return Optional.of("two orders for one deal: " + systems.orderKeys());
        }
        if (systems.entitled() != null && systems.order() == null) {
            return Optional.of("support grants what nobody ordered");
        }
        return instance != null && !hasWayOn(instance)
                ? Optional.of(instance.state().getClass().getSimpleName() + " has neither a time nor an owner")
                : Optional.empty();
    }

    private static boolean hasWayOn(Instance instance) {
        return switch (instance.status()) {
            case ACTIVE -> instance.due() != null;
            case PARKED ->
                instance.parking() != null && !instance.parking().owner().isBlank();
            case PAUSED -> instance.pause() != null && instance.due() == null;
            case COMPLETED, CANCELLED -> instance.due() == null;
        };
    }

    /** Everything on its way has arrived: what the instance says and what the systems hold must agree. */
    public static Optional<String> atRest(Instance instance, Systems systems) {
        return switch ((QuoteToCash) instance.state()) {
            case QuoteToCash.Cancelled cancelled -> takenBack(systems, cancelled.reopened());
            case QuoteToCash.NotWon ignored -> takenBack(systems, true);
            case QuoteToCash.Fulfilled ignored ->
                systems.order() == null || systems.order().status() != OrderStatus.BILLED
                        ? Optional.of("fulfilled, but the ERP says " + systems.order())
                        : told(systems, OrderStatus.BILLED);
            case QuoteToCash.AwaitingFulfilment waiting
            when instance.status() == Status.ACTIVE -> {
                if (!systems.won()) {
                    yield Optional.of("the deal was taken back, its order stands, and nobody is asked");
                }
                yield systems.order() == null
                        ? Optional.of("waits for an order that does not exist")
                        : told(systems, systems.order().status());
            }
            default -> Optional.empty();
        };
    }

    private static Optional<String> takenBack(Systems systems, boolean byTheCrm) {
        if (systems.orderStands()) {
            return Optional.of("cancelled, but the ERP's order stands");
        }
        if (systems.entitled() != null && !Systems.isOver(systems.entitled())) {
            return Optional.of("cancelled, but support still serves");
        }
        if (systems.recorded() != null && !Systems.isOver(systems.recorded())) {
            return Optional.of("cancelled, but the CRM shows an order that is " + systems.recorded());
        }
        return byTheCrm && systems.won()
                ? Optional.of("the deal is won in the CRM and nothing comes of it")
                : Optional.empty();
    }

    private static Optional<String> told(Systems systems, OrderStatus status) {
        if (systems.recorded() != status) {
            return Optional.of("the order is " + status + ", the CRM says " + systems.recorded());
        }
        return systems.entitled() == status
                ? Optional.empty()
                : Optional.of("the order is " + status + ", support says " + systems.entitled());
    }
}
