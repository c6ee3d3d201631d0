package dev.entente.erp.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpEvent;
import dev.entente.contracts.message.ErpEvent.CreditApproved;
import dev.entente.contracts.message.ErpEvent.CreditRefused;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.PostalAddress;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/** Customers and their credit. */
final class NetsuiteCustomers {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final NetsuiteApi api;
    private final NetsuiteSettings settings;
    private final NetsuiteReferences references;

    NetsuiteCustomers(NetsuiteApi api, NetsuiteSettings settings, NetsuiteReferences references) {
        this.api = api;
        this.settings = settings;
        this.references = references;
    }

    Uni<String> ensure(Customer customer) {
        var externalId = externalId(customer);
        return references
                .currency(customer.billing().currency())
                .chain(currency -> references
                        .term(customer.billing().paymentTermDays())
                        .map(term -> body(customer, currency, term)))
                .chain(body -> api.upsert("customer", externalId, "?replace=addressBook", body))
                .chain(() -> api.read("customer", "eid:" + externalId))
                .map(record -> record.path("id").asText());
    }

    private ObjectNode body(Customer customer, String currency, @Nullable String term) {
        var body = JSON.objectNode()
                .put("companyName", customer.name())
                .put("isPerson", false)
                .put("externalId", externalId(customer));
        if (!customer.contacts().isEmpty()) {
            body.put("email", customer.contacts().get(0).email());
        }
        body.putObject("currency").put("id", currency);
        if (term != null) {
            body.putObject("terms").put("id", term);
        }
        if (settings.subsidiary() != null) {
            body.putObject("subsidiary").put("id", settings.subsidiary());
        }
        if (customer.billing().taxNumber() != null) {
            body.put("vatRegNumber", customer.billing().taxNumber());
        }
        address(
                body.putObject("addressBook").putArray("items").addObject(),
                customer.billing().address());
        return body;
    }

    private static void address(ObjectNode entry, PostalAddress address) {
        entry.put("defaultBilling", true).put("defaultShipping", true);
        var fields = entry.putObject("addressBookAddress");
        putIfPresent(fields, "addr1", address.street());
        putIfPresent(fields, "zip", address.postalCode());
        putIfPresent(fields, "city", address.city());
        putIfPresent(fields, "state", address.region());
        fields.putObject("country").put("id", address.country());
    }

    private static void putIfPresent(ObjectNode fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** Letters, digits, {@code -} and {@code _}: what NetSuite recommends for external ids. */
    private String externalId(Customer customer) {
        return settings.externalIdPrefix() + customer.reference().connection() + "-"
                + customer.reference().id();
    }

    /**
     * Decided here from the numbers, because whether NetSuite itself warns or blocks over the limit is a preference of the
     * account.
     */
    Uni<ErpEvent> checkCredit(CheckCredit question) {
        return api.read("customer", question.customerId()).map(customer -> decide(customer, question.orderTotal()));
    }

    private ErpEvent decide(JsonNode customer, Money orderTotal) {
        var currency = orderTotal.currency();
        var owed = amount(customer, "balance").add(amount(customer, "unbilledOrders"));
        var exposure = new Money(owed.add(orderTotal.amount()), currency);
        var limit = customer.hasNonNull("creditLimit") ? new Money(amount(customer, "creditLimit"), currency) : null;
        if (customer.path("daysOverdue").asInt() > settings.overdueDaysAllowed()
                && amount(customer, "overdueBalance").signum() > 0) {
            return new CreditRefused(
                    exposure,
                    limit,
                    "invoices over " + amount(customer, "overdueBalance").toPlainString() + " are overdue for "
                            + customer.path("daysOverdue").asInt() + " days");
        }
        if (limit != null && exposure.isMoreThan(limit)) {
            return new CreditRefused(
                    exposure,
                    limit,
                    "the order would raise what the customer owes to " + exposure + ", above the limit of " + limit);
        }
        return new CreditApproved(exposure, limit);
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
