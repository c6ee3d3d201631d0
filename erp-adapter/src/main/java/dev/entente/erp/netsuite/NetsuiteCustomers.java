package dev.entente.erp.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.connection.ExternalIds;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.PostalAddress;
import dev.entente.erp.credit.CreditStanding;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.Currency;

/** Customers and their credit. */
final class NetsuiteCustomers {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final NetsuiteApi api;
    private final NetsuiteSettings settings;
    private final NetsuiteReferences references;
    private final ExternalIds externalIds;

    NetsuiteCustomers(NetsuiteApi api, NetsuiteSettings settings, NetsuiteReferences references) {
        this.api = api;
        this.settings = settings;
        this.references = references;
        this.externalIds = new ExternalIds(settings.externalIdPrefix());
    }

    /**
     * The CRM says what a customer is called and where it is. What finance agrees on with it, and where else it is reached,
     * is the ERP's: terms are written where there are none, and an address is added to those that are there.
     */
    Uni<String> ensure(Customer customer) {
        var externalId = externalIds.of(customer.reference());
        return references
                .currency(customer.billing().currency())
                .chain(currency -> references
                        .term(customer.billing().paymentTermDays())
                        .chain(term -> api.find("customer", "eid:" + externalId)
                                .chain(kept -> api.upsert(
                                        "customer",
                                        externalId,
                                        // Of several who make it at once each has the same address, which is there
                                        // once.
                                        kept.isEmpty() ? "?replace=addressBook" : "",
                                        body(customer, currency, term, kept.orElse(JSON.objectNode()))))))
                .chain(() -> api.read("customer", "eid:" + externalId))
                .map(record -> record.path("id").asText());
    }

    private ObjectNode body(Customer customer, String currency, @Nullable String term, JsonNode kept) {
        var body = JSON.objectNode()
                .put("companyName", customer.name())
                .put("isPerson", false)
                .put("externalId", externalIds.of(customer.reference()));
        if (!customer.contacts().isEmpty()) {
            body.put("email", customer.contacts().get(0).email());
        }
        body.putObject("currency").put("id", currency);
        if (term != null && !kept.hasNonNull("terms")) {
            body.putObject("terms").put("id", term);
        }
        if (settings.subsidiary() != null) {
            body.putObject("subsidiary").put("id", settings.subsidiary());
        }
        if (customer.billing().taxNumber() != null) {
            body.put("vatRegNumber", customer.billing().taxNumber());
        }
        var address = address(customer.billing().address());
        if (!isAmong(kept.path("addressBook").path("items"), address)) {
            body.putObject("addressBook")
                    .putArray("items")
                    .addObject()
                    .put("defaultBilling", true)
                    .put("defaultShipping", true)
                    .set("addressBookAddress", address);
        }
        return body;
    }

    private static ObjectNode address(PostalAddress address) {
        var fields = JSON.objectNode();
        putIfPresent(fields, "addr1", address.street());
        putIfPresent(fields, "zip", address.postalCode());
        putIfPresent(fields, "city", address.city());
        putIfPresent(fields, "state", address.region());
        fields.putObject("country").put("id", address.country());
        return fields;
    }

    private static boolean isAmong(JsonNode entries, ObjectNode address) {
        for (var entry : entries) {
            var kept = entry.path("addressBookAddress");
            if (address.properties().stream()
                    .allMatch(field -> text(kept.path(field.getKey())).equals(text(field.getValue())))) {
                return true;
            }
        }
        return false;
    }

    /** Of a text, or of what is referred to by its id. */
    private static String text(JsonNode value) {
        return value.path("id").asText(value.asText(""));
    }

    private static void putIfPresent(ObjectNode fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** NetSuite keeps a customer's account in one currency; at which rate it would convert an order is not to be had. */
    Uni<CreditStanding> creditStanding(CheckCredit question) {
        return api.read("customer", question.customerId())
                .chain(customer -> references
                        .currencyOf(customer.path("currency").path("id").asText(""))
                        .map(currency -> standing(customer, currency, question.orderTotal())));
    }

    private static CreditStanding standing(JsonNode customer, Currency currency, Money orderTotal) {
        if (!orderTotal.currency().equals(currency)) {
            throw VendorFailure.refused(new Failure.Invalid("the ERP keeps the customer's account in " + currency
                    + " and cannot say what an order in " + orderTotal.currency() + " adds to it"));
        }
        return new CreditStanding(
                new Money(amount(customer, "balance").add(amount(customer, "unbilledOrders")), currency),
                customer.hasNonNull("creditLimit") ? new Money(amount(customer, "creditLimit"), currency) : null,
                new Money(amount(customer, "overdueBalance"), currency),
                customer.path("daysOverdue").asInt(),
                orderTotal);
    }

    private static BigDecimal amount(JsonNode customer, String field) {
        var value = customer.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return BigDecimal.ZERO;
        }
        if (!value.isNumber()) {
            throw VendorFailure.refused(new Failure.Poison("the ERP's " + field + " is not a number"));
        }
        return value.decimalValue();
    }
}
