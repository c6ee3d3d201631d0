package dev.entente.erp.port;

import dev.entente.adapter.connection.Connection;
import dev.entente.sandbox.demo.Books;

import java.util.List;
import java.util.Map;

/** The ERP behind a connector, simulated or real, as its own people see it; and the switches that break the way to it. */
interface ErpCounterpart {

    String connection();

    Books books();

    /** Every customer made for a company of the CRM. */
    List<CustomerInBooks> customers(String crmCompany);

    /** A customer in the ERP, with an attribute that is none of ours. */
    record CustomerInBooks(String id, String name, String city, String phone) {}

    /** Somebody in the ERP notes the customer's phone number. */
    void notePhone(String customerId, String phone);

    /** Finance agrees on a payment term of 60 days with the customer, and notes a further address of it. */
    void agreeOn60Days(String customerId, String furtherCity);

    /** What finance sees of a customer: the days until an invoice is due, and where its addresses are. */
    record Agreed(int days, List<String> cities) {}

    Agreed agreed(String customerId);

    /** The text that stands on the first line of an order. */
    String descriptionOfFirstLine(String orderKey);

    /** What the connector does at the ERP. */
    enum Operation {
        MAKE_CUSTOMER,
        CHANGE_CUSTOMER,
        MAKE_ORDER,
        READ_CUSTOMER
    }

    /** The next such request is done, and its answer lost. */
    void loseTheAnswerTo(Operation operation);

    /** The next such request waits before it is done. */
    void hold(Operation operation, int millis);

    /** Every such request, whoever makes it, is answered with a refusal for lack of quota. */
    void throttle(Operation operation);

    /** Nothing is refused or disturbed any more. */
    void letThrough();

    /** Whether an order may be asked about with these credentials is the ERP's to say: it says no. */
    Connection withoutRights(Connection connection);

    /** Makes the ERP refuse the next request for lack of a right, where credentials cannot be chosen. */
    default void refuseRights() {}

    /** Settings of a connection, copied with some replaced. */
    static Connection with(Connection connection, Map<String, String> settings, String credential, String file) {
        var changed = new java.util.HashMap<>(connection.settings());
        changed.putAll(settings);
        var credentials = new java.util.HashMap<>(connection.credentials());
        credentials.put(credential, new dev.entente.adapter.connection.SecretFile(java.nio.file.Path.of(file)));
        return new Connection(
                connection.name(),
                connection.vendor(),
                connection.region(),
                connection.baseUrl(),
                connection.publicUrl(),
                connection.webhookSecrets(),
                credentials,
                changed,
                connection.concurrency(),
                connection.timeout());
    }
}
