package dev.entente.sandbox.demo;

import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Topology;

import java.util.List;
import java.util.stream.StreamSupport;

/** The simulated Zendesk account from inside. */
public final class ZendeskDesk implements SupportDesk {

    private final String url;
    private final Http http = new Http("");

    public ZendeskDesk(Topology topology) {
        this.url = topology.url("zendesk");
    }

    @Override
    public List<ShownEntitlement> entitlements() {
        return StreamSupport.stream(
                        http.get(url + "/_sandbox/records/organization").spliterator(), false)
                .map(organization -> {
                    var fields = organization.path("organization_fields");
                    return new ShownEntitlement(
                            organization.path("name").asText(),
                            fields.path("support_tier").asText(""),
                            fields.path("entitlement_ends").asText(""),
                            fields.path("erp_order_number").asText(""),
                            fields.path("erp_order_status").asText(""),
                            fields.path("entente_correlation_id").asText(""));
                })
                .toList();
    }
}
