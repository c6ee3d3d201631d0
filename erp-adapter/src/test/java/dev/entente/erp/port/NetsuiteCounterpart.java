package dev.entente.erp.port;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.connection.Connection;
import dev.entente.sandbox.demo.Books;
import dev.entente.sandbox.demo.NetsuiteBooks;
import dev.entente.sandbox.demo.Vendors;
import dev.entente.service.testing.Foundation;

import java.util.List;
import java.util.stream.StreamSupport;

/** The simulated NetSuite. */
final class NetsuiteCounterpart implements ErpCounterpart {

    private static final String PREFIX = "entente-emea-";

    private final Vendors vendors = new Vendors(Foundation.topology());
    private final Books books = new NetsuiteBooks(Foundation.topology());

    @Override
    public String connection() {
        return "books";
    }

    @Override
    public Books books() {
        return books;
    }

    @Override
    public List<CustomerInBooks> customers(String crmCompany) {
        return StreamSupport.stream(vendors.records("netsuite", "customer").spliterator(), false)
                .filter(customer -> customer.path("externalId").asText().equals(PREFIX + crmCompany))
                .map(customer -> new CustomerInBooks(
                        customer.path("id").asText(),
                        customer.path("companyName").asText(),
                        customer.path("addressBook")
                                .path("items")
                                .path(0)
                                .path("addressBookAddress")
                                .path("city")
                                .asText(),
                        customer.path("phone").asText("")))
                .toList();
    }

    @Override
    public void notePhone(String customerId, String phone) {
        new dev.entente.sandbox.launch.Http("")
                .post(
                        Foundation.topology().url("netsuite") + "/_sandbox/customers",
                        externalId(customerId).put("phone", phone));
    }

    private com.fasterxml.jackson.databind.node.ObjectNode externalId(String customerId) {
        return StreamSupport.stream(vendors.records("netsuite", "customer").spliterator(), false)
                .filter(customer -> customer.path("id").asText().equals(customerId))
                .map(customer -> JsonNodeFactory.instance
                        .objectNode()
                        .put("externalId", customer.path("externalId").asText()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String descriptionOfFirstLine(String orderKey) {
        return StreamSupport.stream(vendors.records("netsuite", "salesOrder").spliterator(), false)
                .filter(order -> order.path("externalId").asText().equals("entente-" + orderKey))
                .map(order -> order.path("item").path("items").path(0).path("description"))
                .map(JsonNode::asText)
                .findFirst()
                .orElseThrow();
    }

    private static String pattern(Operation operation) {
        return switch (operation) {
            case MAKE_CUSTOMER, CHANGE_CUSTOMER -> "PUT .*/customer/";
            case MAKE_ORDER -> "PUT .*/salesOrder/";
            case READ_CUSTOMER -> "GET .*/customer/";
        };
    }

    @Override
    public void loseTheAnswerTo(Operation operation) {
        vendors.loseNextAnswer("netsuite", pattern(operation));
    }

    @Override
    public void hold(Operation operation, int millis) {
        vendors.holdNext("netsuite", pattern(operation), millis);
    }

    @Override
    public void throttle(Operation operation) {
        vendors.answerAll("netsuite", pattern(operation), 429);
    }

    @Override
    public void letThrough() {
        vendors.repair("netsuite");
    }

    /** The simulation has one role. */
    @Override
    public Connection withoutRights(Connection connection) {
        return connection;
    }

    @Override
    public void refuseRights() {
        vendors.answerNext("netsuite", pattern(Operation.READ_CUSTOMER), 403);
    }
}
