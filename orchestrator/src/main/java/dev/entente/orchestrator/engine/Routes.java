package dev.entente.orchestrator.engine;

import dev.entente.contracts.message.SystemKind;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.Optional;
import java.util.Set;

/** Where a command goes. */
@ApplicationScoped
class Routes {

    private final RoutesConfig config;

    Routes(RoutesConfig config) {
        this.config = config;
    }

    /** From which deals go anywhere. */
    Set<String> crmConnections() {
        return config.routes().keySet();
    }

    /** @throws IllegalStateException naming the missing setting; the instance is then parked for the developers */
    String target(String crmConnection, SystemKind system) {
        return find(crmConnection, system)
                .orElseThrow(() -> new IllegalStateException("no entente.routes." + crmConnection + " is configured"));
    }

    /** Empty when none is configured. */
    Optional<String> find(String crmConnection, SystemKind system) {
        return system == SystemKind.CRM
                ? Optional.of(crmConnection)
                : Optional.ofNullable(config.routes().get(crmConnection))
                        .map(route -> system == SystemKind.ERP ? route.erp() : route.support());
    }
}
