package dev.entente.erp.port;

import dev.entente.adapter.connection.Connection;
import dev.entente.sandbox.demo.Books;
import dev.entente.sandbox.demo.TrytonBooks;
import dev.entente.sandbox.demo.Vendors;
import dev.entente.service.testing.Foundation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Tryton, behind the relay. */
final class TrytonCounterpart implements ErpCounterpart {

    private final Vendors relays = new Vendors(Foundation.topology());
    private final TrytonBooks books = new TrytonBooks(Foundation.topology());

    @Override
    public String connection() {
        return "ledger";
    }

    @Override
    public Books books() {
        return books;
    }

    @Override
    public List<CustomerInBooks> customers(String crmCompany) {
        var customers = new ArrayList<CustomerInBooks>();
        var parties = books.call(
                "model.party.party.search_read",
                "[[[\"code\", \"=\", \"entente-emea-" + crmCompany
                        + "\"]], 0, null, null, [\"name\", \"addresses\", \"phone\"]]");
        for (var party : parties) {
            var city = books.call("model.party.address.read", "[" + party.path("addresses") + ", [\"city\"]]")
                    .path(0)
                    .path("city")
                    .asText();
            customers.add(new CustomerInBooks(
                    party.path("id").asText(),
                    party.path("name").asText(),
                    city,
                    party.path("phone").asText("")));
        }
        return customers;
    }

    @Override
    public void notePhone(String customerId, String phone) {
        books.call(
                "model.party.party.write",
                "[[" + customerId + "], {\"contact_mechanisms\": [[\"create\", [{\"type\": \"phone\", \"value\": \""
                        + phone + "\"}]]]}]");
    }

    @Override
    public void agreeOn60Days(String customerId, String furtherCity) {
        var term = books.call(
                        "model.account.invoice.payment_term.search", "[[[\"name\", \"=\", \"Net 60\"]], 0, 1, null]")
                .path(0);
        books.call(
                "model.party.party.write",
                "[[" + customerId + "], {\"customer_payment_term\": " + term
                        + ", \"addresses\": [[\"create\", [{\"city\": \"" + furtherCity + "\"}]]]}]");
    }

    @Override
    public Agreed agreed(String customerId) {
        var party = books.call(
                        "model.party.party.read",
                        "[[" + customerId + "], [\"addresses\", \"customer_payment_term.name\"]]")
                .path(0);
        var cities = new ArrayList<String>();
        books.call("model.party.address.read", "[" + party.path("addresses") + ", [\"city\"]]")
                .forEach(address -> cities.add(address.path("city").asText()));
        var term = party.path("customer_payment_term.").path("name").asText("");
        return new Agreed(Integer.parseInt(term.replaceAll("\\D", "")), cities);
    }

    /** As somebody may make it who was at it for longer than others were kept away; a draft unless it is quoted. */
    void makeAnotherSale(String orderKey, boolean quoted) {
        var copy = books.call(
                "model.sale.sale.copy",
                "[[" + books.sale(orderKey, "id").path("id") + "], {\"reference\": \"entente-" + orderKey + "\"}]");
        if (quoted) {
            books.call("model.sale.sale.quote", "[" + copy + "]");
        }
    }

    @Override
    public String descriptionOfFirstLine(String orderKey) {
        var lines = books.sale(orderKey, "lines").path("lines");
        return books.call("model.sale.line.read", "[[" + lines.path(0) + "], [\"description\"]]")
                .path(0)
                .path("description")
                .asText();
    }

    private static String pattern(Operation operation) {
        return switch (operation) {
            case MAKE_CUSTOMER -> "model.party.party.create";
            case CHANGE_CUSTOMER -> "model.party.party.write";
            case MAKE_ORDER -> "model.sale.sale.create";
            case READ_CUSTOMER -> "model.party.party.read";
        };
    }

    @Override
    public void loseTheAnswerTo(Operation operation) {
        relays.loseNextAnswer("tryton", pattern(operation));
    }

    @Override
    public void hold(Operation operation, int millis) {
        relays.holdNext("tryton", pattern(operation), millis);
    }

    @Override
    public void throttle(Operation operation) {
        relays.answerAll("tryton", pattern(operation), 429);
    }

    @Override
    public void letThrough() {
        relays.repair("tryton");
    }

    @Override
    public Connection withoutRights(Connection connection) {
        return ErpCounterpart.with(
                connection,
                Map.of("user", "restricted"),
                "password",
                Foundation.topology()
                        .realCredentialFile("tryton", "restricted-password")
                        .toString());
    }
}
