package dev.entente.sandbox.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ERP as its own people see and use it: ground truth, beside which nobody's own counters count. */
public interface Books {

    /**
     * An order that stands in the ERP.
     *
     * @param key the order's key, without what the connector puts in front of it
     * @param correlationId that the connector noted on it
     * @param closed whether it is closed or cancelled, so that nothing comes of it
     */
    record BookedOrder(String key, String number, String correlationId, int lines, boolean closed) {}

    /** All of them, those of drafts and cancelled ones as well. */
    List<BookedOrder> orders();

    /** The company starts selling something, 19 % taxed. */
    void sell(String code, String price);

    /** Credit control limits what a customer of the CRM may owe, who may not have bought yet. */
    void limitCredit(String crmCompany, String name, int limit);

    /** The warehouse ships an order, and billing invoices it. */
    void fulfil(String orderKey);

    /** How many orders there are for each deal. */
    default Map<String, Integer> ordersByCorrelation() {
        var counts = new HashMap<String, Integer>();
        orders().forEach(order -> counts.merge(order.correlationId(), 1, Integer::sum));
        return counts;
    }

    /** The books of the ERP that a sandbox's deals go to. */
    static Books of(dev.entente.sandbox.launch.Topology topology) {
        return topology.erp().front().equals("tryton") ? new TrytonBooks(topology) : new NetsuiteBooks(topology);
    }
}
