package dev.entente.sandbox.demo;

import dev.entente.sandbox.launch.Topology;

import java.util.List;

/** The support tool as its agents see it: ground truth. */
public interface SupportDesk {

    /** What an agent sees of a customer's entitlement; empty texts where there is nothing. */
    record ShownEntitlement(
            String customer, String tier, String ends, String orderNumber, String orderStatus, String correlationId) {}

    /** All that is shown; customers without an entitlement are not in it. */
    List<ShownEntitlement> entitlements();

    /** The desk of the support tool that a sandbox's deals go to. */
    static SupportDesk of(Topology topology) {
        return topology.supportTool().front().equals("request-tracker")
                ? new RequestTrackerDesk(topology)
                : new ZendeskDesk(topology);
    }
}
