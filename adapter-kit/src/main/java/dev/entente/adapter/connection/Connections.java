package dev.entente.adapter.connection;

import jakarta.enterprise.context.ApplicationScoped;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The connections of this service, by name. */
@ApplicationScoped
public class Connections {

    private final Map<String, Connection> byName;

    Connections(ConnectionsConfig config) {
        this.byName = config.connections().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> Connection.of(entry.getKey(), entry.getValue())));
    }

    public Optional<Connection> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Collection<Connection> all() {
        return byName.values();
    }
}
