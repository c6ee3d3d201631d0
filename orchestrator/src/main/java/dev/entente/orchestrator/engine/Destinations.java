package dev.entente.orchestrator.engine;

import dev.entente.orchestrator.machine.StateDefinition;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which instances need a connection: those in a state whose step its system performs. Where a person decides first, only those whose
 * system has been asked since.
 */
@ApplicationScoped
public class Destinations {

    private final Workflows workflows;
    private final Routes routes;

    Destinations(Workflows workflows, Routes routes) {
        this.workflows = workflows;
        this.routes = routes;
    }

    /**
     * Each as {@code workflow/CRM connection/state/asked} when its system has been asked, {@code …/new} before; empty when none does.
     *
     * @param connection of a CRM, an ERP or a support tool
     */
    public List<String> statesThatNeed(String connection) {
        return routes.crmConnections().stream()
                .flatMap(crm -> workflows.all().stream().flatMap(hosted -> states(hosted, crm, connection)))
                .toList();
    }

    private Stream<String> states(Hosted hosted, String crm, String connection) {
        Collection<StateDefinition<?>> states = hosted.machine().states();
        return states.stream()
                .filter(state -> state.step()
                        .map(step -> hosted.machine().contract().step(step).system())
                        .filter(system -> Objects.equals(routes.target(crm, system), connection))
                        .isPresent())
                .flatMap(state -> {
                    var name = hosted.name() + "/" + crm + "/" + state.name();
                    return state.parksOnEntry()
                            ? Stream.of(name + "/asked")
                            : Stream.of(name + "/new", name + "/asked");
                });
    }
}
