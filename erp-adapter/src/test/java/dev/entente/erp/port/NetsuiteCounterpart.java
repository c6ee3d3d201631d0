package dev.entente.erp.port;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.connection.Connection;
import dev.entente.sandbox.demo.Books;
import dev.entente.sandbox.demo.NetsuiteBooks;
import dev.entente.sandbox.demo.Vendors;
import dev.entente.sandbox.launch.Http;
import dev.entente.service.testing.Foundation;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The simulated NetSuite. */
final class NetsuiteCounterpart implements ErpCounterpart {

    private static final String PREFIX = "entente-emea-";
    private static final Map<String, Integer> DAYS_BY_TERM = Map.of("1", 14, "2", 30, "3", 60);

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
                        addresses(customer)
                                .filter(entry -> entry.path("defaultBilling").asBoolean())
                                .map(NetsuiteCounterpart::city)
                                .collect(Collectors.joining(" and ")),
                        customer.path("phone").asText("")))
                .toList();
    }

    private static Stream<JsonNode> addresses(JsonNode customer) {
        return StreamSupport.stream(customer.path("addressBook").path("items").spliterator(), false);
    }

    private static String city(JsonNode entry) {
        return entry.path("addressBookAddress").path("city").asText();
    }

    private JsonNode customer(String id) {
        return StreamSupport.stream(vendors.records("netsuite", "customer").spliterator(), false)
                .filter(customer -> customer.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void agreeOn60Days(String customerId, String furtherCity) {
        var change = externalId(customerId);
        change.putObject("terms").put("id", "3");
        var entries = change.putObject("addressBook").putArray("items");
        addresses(customer(customerId)).forEach(entries::add);
        entries.addObject().putObject("addressBookAddress").put("city", furtherCity);
        new Http("").post(Foundation.topology().url("netsuite") + "/_sandbox/customers", change);
    }

    @Override
    public Agreed agreed(String customerId) {
        var customer = customer(customerId);
        return new Agreed(
                DAYS_BY_TERM.getOrDefault(customer.path("terms").path("id").asText(), 0),
                addresses(customer).map(NetsuiteCounterpart::city).toList());
    }

    @Override
    public void notePhone(String customerId, String phone) {
        new Http("")
                .post(
                        Foundation.topology().url("netsuite") + "/_sandbox/customers",
                        externalId(customerId).put("phone", phone));
    }

    private ObjectNode externalId(String customerId) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("externalId", customer(customerId).path("externalId").asText());
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
