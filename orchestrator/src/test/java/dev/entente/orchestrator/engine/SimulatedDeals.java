package dev.entente.orchestrator.engine;

import dev.entente.contracts.Samples;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.CrmEvent;
import dev.entente.contracts.message.ErpEvent;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.Intent;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.message.SystemKind;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.orchestrator.engine.SimulatedBroker.Message;
import dev.entente.orchestrator.engine.SimulatedBroker.Partition;
import dev.entente.orchestrator.quotetocash.Systems;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** CRM, ERP and support with some deals in them, people who change these, and the adapters between them and the topics. */
final class SimulatedDeals {

    private static final List<OrderStatus> FORWARD =
            List.of(OrderStatus.FULFILLED, OrderStatus.BILLED, OrderStatus.CLOSED);
    private static final List<Failure> FAILURES = List.of(
            new Failure.Transient("away"),
            new Failure.Transient("away"),
            new Failure.Throttled("quota", null),
            new Failure.Denied("not allowed"),
            new Failure.Invalid("no"));

    private final Simulation simulation;
    private final Map<String, Systems> deals = new TreeMap<>();
    private final Map<String, Event> ledger = new HashMap<>();
    private final Map<String, Integer> begun = new HashMap<>();
    private final Map<Partition, Integer> positions = new HashMap<>();
    private int told;

    SimulatedDeals(Simulation simulation, int count) {
        this.simulation = simulation;
        for (int number = 1; number <= count; number++) {
            var subject = "opportunity/emea/" + number;
            simulation.time.after(simulation.random.nextInt(60_000), () -> {
                deals.put(subject, Systems.withDealWon());
                tellDeal(subject);
            });
        }
        for (var system : SystemKind.values()) {
            for (int number = 0; number < SimulatedBroker.PARTITIONS; number++) {
                consume(system, new Partition(system.commandsTopic(), number));
            }
        }
    }

    Map<String, Systems> systems() {
        return deals;
    }

    /** A person does something to one of the deals, or to its order. */
    void somebodyChangesSomething() {
        if (deals.isEmpty()) {
            return;
        }
        var subject = List.copyOf(deals.keySet()).get(simulation.random.nextInt(deals.size()));
        var systems = deals.get(subject);
        switch (simulation.random.nextInt(6)) {
            case 0 -> change(subject, one -> one.deal(!one.won(), one.acceptable(), one.quantity()));
            case 1 -> change(subject, one -> one.deal(one.won(), one.acceptable(), one.quantity() + 1));
            case 2 -> change(subject, one -> one.deal(one.won(), !one.acceptable(), one.quantity()));
            case 3 -> change(subject, one -> one);
            default -> moveOrder(subject, systems);
        }
    }

    private void change(String subject, UnaryOperator<Systems> change) {
        deals.computeIfPresent(subject, (same, before) -> change.apply(before));
        if (simulation.isTroubled() && simulation.chance(0.1)) {
            tell(SystemKind.CRM, subject, new CrmEvent.OpportunityUnread(Samples.DEAL, new Failure.Transient("away")));
        } else {
            tellDeal(subject);
        }
    }

    private void moveOrder(String subject, Systems systems) {
        var order = systems.order();
        if (order == null || order.status().isFinal()) {
            return;
        }
        var next = FORWARD.get(simulation.random.nextInt(FORWARD.size()));
        if (next.compareTo(order.status()) > 0) {
            var moved = systems.order(next);
            deals.put(subject, moved);
            tell(SystemKind.ERP, subject, new ErpEvent.OrderChanged(moved.order()));
        }
    }

    private void tellDeal(String subject) {
        tell(SystemKind.CRM, subject, deals.get(subject).deal());
    }

    private void tell(SystemKind system, String subject, Event event) {
        var attributes = Attributes.first(
                "news-" + ++told,
                "/simulated",
                MessageCatalogue.typeOf(event),
                subject,
                simulation.time.now(),
                Identifiers.correlation("emea", "opportunity", subject.substring(subject.lastIndexOf('/') + 1)),
                new Attributes.Origin("emea", "eu"));
        publish(system.eventsTopic(), new Message(attributes, event));
    }

    /** An adapter publishes until it is told that the record is there: it may be there more than once. */
    private void publish(String topic, Message message) {
        simulation.broker.append(topic, message);
        if (simulation.isTroubled() && simulation.chance(0.1)) {
            simulation.time.after(simulation.random.nextInt(30_000), () -> simulation.broker.append(topic, message));
        }
    }

    /** One partition's commands, one after the other; after a crash the last few once more. */
    private void consume(SystemKind system, Partition partition) {
        var position = positions.getOrDefault(partition, 0);
        var next = simulation.broker.read(partition, position, 1);
        if (next.isEmpty()) {
            simulation.time.after(1000, () -> consume(system, partition));
            return;
        }
        simulation.time.after(20 + simulation.random.nextInt(300), () -> {
            perform(system, next.getFirst());
            if (simulation.isTroubled() && simulation.chance(0.03)) {
                positions.put(partition, Math.max(0, position - simulation.random.nextInt(3)));
                simulation.time.after(simulation.random.nextInt(20_000), () -> consume(system, partition));
            } else {
                positions.put(partition, position + 1);
                consume(system, partition);
            }
        });
    }

    private void perform(SystemKind system, Message message) {
        var context = message.attributes();
        var settled = ledger.get(context.intent());
        if (settled != null) {
            simulation.count("commands answered from the ledger");
            answer(system, context, settled);
            return;
        }
        var step = Intent.parse(context.intent()).orElseThrow();
        if (begun.merge(system + step.flow(), step.step(), Math::max) > step.step()) {
            simulation.count("commands superseded by a later step");
            answer(system, context, new CommandFailed(new Failure.Invalid("a later step was begun")));
            return;
        }
        var trouble = simulation.isTroubled() ? simulation.random.nextDouble() : 1;
        if (trouble < 0.05) {
            answer(system, context, new CommandFailed(FAILURES.get(simulation.random.nextInt(FAILURES.size()))));
            return;
        }
        var performed =
                deals.get(context.subject()).perform((Command) message.payload(), trouble > 0.08 && trouble < 0.1);
        if (performed.after().order() != null && deals.get(context.subject()).order() == null) {
            simulation.count("orders made");
        }
        deals.put(context.subject(), performed.after());
        if (trouble < 0.07) {
            answer(system, context, new CommandFailed(new Failure.Transient("no answer")));
            return;
        }
        if (!(performed.answer() instanceof CommandFailed)) {
            ledger.put(context.intent(), performed.answer());
        }
        if (trouble >= 0.08) {
            answer(system, context, performed.answer());
        }
    }

    private void answer(SystemKind system, Attributes command, Event event) {
        var type = MessageCatalogue.typeOf(event);
        var attributes = command.answer(
                Identifiers.derive("reply", command.id(), type), "/simulated", type, simulation.time.now());
        publish(system.eventsTopic(), new Message(attributes, event));
    }
}
