package dev.entente.sandbox.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Topology;

import java.util.List;
import java.util.stream.StreamSupport;

/** The simulated NetSuite account from inside. */
public final class NetsuiteBooks implements Books {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PREFIX = "entente-";

    private final String crm;
    private final String url;
    private final Http http = new Http("");

    public NetsuiteBooks(Topology topology) {
        this.crm = topology.crm().connection();
        this.url = topology.url("netsuite");
    }

    @Override
    public List<BookedOrder> orders() {
        return StreamSupport.stream(
                        http.get(url + "/_sandbox/records/salesOrder").spliterator(), false)
                .map(order -> new BookedOrder(
                        order.path("externalId").asText().substring(PREFIX.length()),
                        order.path("tranId").asText(),
                        order.path("memo").asText("").split(" ")[0],
                        order.path("item").path("items").size(),
                        order.path("status").path("id").asText().equals("closed")))
                .toList();
    }

    @Override
    public void sell(String code, String price) {
        var item = JSON.objectNode()
                .put("itemid", code)
                .put("displayname", code)
                .put("isinactive", "F")
                .put("taxschedule", "1")
                .put("taxrate", 19);
        var prices = item.putArray("prices");
        for (var currency : new String[] {"3", "1"}) {
            prices.addObject().put("pricelevel", "1").put("currency", currency).put("unitprice", price);
        }
        http.post(url + "/_sandbox/items", item);
    }

    @Override
    public void limitCredit(String crmCompany, String name, int limit) {
        http.post(
                url + "/_sandbox/customers",
                JSON.objectNode()
                        .put("externalId", PREFIX + crm + "-" + crmCompany)
                        .put("companyName", name)
                        .put("creditLimit", limit));
    }

    /** Somebody gives an order another number. */
    public void renumber(String orderKey, String number) {
        http.post(
                url + "/_sandbox/renumber",
                JSON.objectNode().put("externalId", PREFIX + orderKey).put("tranId", number));
    }

    /** Somebody cancels an order in the ERP. */
    public void cancel(String orderKey) {
        http.post(url + "/_sandbox/cancel", JSON.objectNode().put("externalId", PREFIX + orderKey));
    }

    @Override
    public void fulfil(String orderKey) {
        http.post(url + "/_sandbox/fulfil", JSON.objectNode().put("externalId", PREFIX + orderKey));
    }
}
