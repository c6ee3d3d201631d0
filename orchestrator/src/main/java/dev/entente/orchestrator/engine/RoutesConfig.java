package dev.entente.orchestrator.engine;

import io.smallrye.config.ConfigMapping;

import java.util.Map;

/**
 * Which connections belong together: {@code entente.routes.<crm connection>.erp} and {@code .support}. Changes need a
 * restart; running instances follow the new routes.
 */
@ConfigMapping(prefix = "entente")
interface RoutesConfig {

    /** By the name of the CRM connection that the deals come from. */
    Map<String, Route> routes();

    /** Where the deals of one CRM connection go. */
    interface Route {

        /** The ERP connection that gets the orders. */
        String erp();

        /** The support connection that gets the entitlements. */
        String support();
    }
}
