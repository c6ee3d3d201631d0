package dev.entente.orchestrator.lag;

import dev.entente.contracts.message.SystemKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All consumer groups of a whole Entente. */
@ApplicationScoped
class ConsumerGroups {

    private final List<ConsumerGroup> all = new ArrayList<>();

    ConsumerGroups(@ConfigProperty(name = "entente.events.group", defaultValue = "orchestrator") String orchestrator) {
        var events =
                Arrays.stream(SystemKind.values()).map(SystemKind::eventsTopic).collect(Collectors.toSet());
        all.add(new ConsumerGroup(orchestrator, events));
        for (var system : SystemKind.values()) {
            all.add(new ConsumerGroup(system.commandsGroup(), Set.of(system.commandsTopic())));
            all.add(new ConsumerGroup(system.inboundGroup(), Set.of(system.inboundTopic())));
        }
    }

    List<ConsumerGroup> all() {
        return all;
    }
}
