package dev.entente.orchestrator.engine;

import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All workflows of this service. Made at start, so that an unsound contract or table stops the service at once. */
@Startup
@ApplicationScoped
class Workflows {

    /**
     * Instances that this version can read, as a condition.
     *
     * @param names the parameter with the {@link #names}, for example {@code $1}
     * @param versions the parameter with the {@link #versions}
     */
    static String readable(String names, String versions) {
        return definition("<=", names, versions);
    }

    /** Instances that an earlier version has stored, as a condition with the parameters of {@link #readable}. */
    static String earlier(String names, String versions) {
        return definition("<", names, versions);
    }

    private static String definition(String comparison, String names, String versions) {
        return "exists (select from unnest(" + names + "::text[], " + versions + "::int[]) as present (name, version)"
                + " where present.name = workflow and definition_version " + comparison + " present.version)";
    }

    private final Map<String, Hosted> byName;

    Workflows(@All List<Workflow> workflows) {
        this.byName = workflows.stream().map(Hosted::of).collect(Collectors.toMap(Hosted::name, Function.identity()));
    }

    /** Those that a piece of work concerns: the one it names, otherwise all whose tables have use for the event. */
    List<Hosted> concernedBy(Work work) {
        if (work.workflow() != null) {
            return find(work.workflow()).map(List::of).orElse(List.of());
        }
        return byName.values().stream()
                .filter(hosted -> hosted.machine().understands(work.stimulus()))
                .toList();
    }

    /** Empty if this version runs no workflow of this name. */
    Optional<Hosted> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Collection<Hosted> all() {
        return byName.values();
    }

    String[] names() {
        return byName.keySet().toArray(String[]::new);
    }

    /** The present definition of each, in the order of their {@link #names}. */
    Integer[] versions() {
        return byName.values().stream()
                .map(hosted -> hosted.machine().version())
                .toArray(Integer[]::new);
    }

    /** @throws IllegalStateException if this version runs no workflow of this name */
    Hosted named(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("this version runs no workflow " + name));
    }
}
