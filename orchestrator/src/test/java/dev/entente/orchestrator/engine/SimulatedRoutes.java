package dev.entente.orchestrator.engine;

import java.util.Map;

/** From one CRM to one ERP and one support tool. */
enum SimulatedRoutes implements RoutesConfig {
    ALL;

    @Override
    public Map<String, Route> routes() {
        return Map.of("emea", new Route() {
            @Override
            public String erp() {
                return "books";
            }

            @Override
            public String support() {
                return "helpdesk";
            }
        });
    }
}
