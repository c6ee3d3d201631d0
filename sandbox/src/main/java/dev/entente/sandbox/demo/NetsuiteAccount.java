package dev.entente.sandbox.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Topology;

/** What a credit controller does in NetSuite's user interface. */
public final class NetsuiteAccount {

    private final String url;
    private final Http http = new Http("");

    public NetsuiteAccount(Topology topology) {
        this.url = topology.url("netsuite");
    }

    /** Sets up a customer with a credit limit before any deal. */
    public void limitCredit(String externalId, String name, int limit) {
        http.post(
                url + "/_sandbox/customers",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("externalId", externalId)
                        .put("companyName", name)
                        .put("creditLimit", limit));
    }

    /** Ships and invoices an order, as the warehouse and billing would. */
    public void fulfil(String orderExternalId) {
        http.post(
                url + "/_sandbox/fulfil", JsonNodeFactory.instance.objectNode().put("externalId", orderExternalId));
    }
}
