package dev.entente.erp.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.connection.ExternalIds;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.lock.Exclusive;
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
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Customers and their credit. */
final class NetsuiteCustomers {

    private static final String RECORD = "customer";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final NetsuiteApi api;
    private final NetsuiteSettings settings;
    private final NetsuiteReferences references;
    private final Exclusive exclusive;
    private final ExternalIds externalIds;

    NetsuiteCustomers(NetsuiteApi api, NetsuiteSettings settings, NetsuiteReferences references, Exclusive exclusive) {
        this.api = api;
        this.settings = settings;
        this.references = references;
        this.exclusive = exclusive;
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
                        .map(term -> body(customer, currency, term)))
                .chain(wanted -> find(externalId)
                        .chain(kept -> kept != null && hasAddressOf(kept, wanted)
                                ? write(externalId, wanted, kept)
                                : exclusive.on(
                                        "customer",
                                        externalId,
                                        () -> find(externalId).chain(now -> write(externalId, wanted, now)))))
                .chain(() -> api.read(RECORD, "eid:" + externalId))
                .map(record -> record.path("id").asText());
    }

    private Uni<@Nullable JsonNode> find(String externalId) {
        return api.find(RECORD, "eid:" + externalId).map(found -> found.orElse(null));
    }

    /** By one at a time when an address comes in: a sub-list that is not replaced grows with each request. */
    private Uni<Void> write(String externalId, ObjectNode wanted, @Nullable JsonNode kept) {
        if (kept == null) {
            return api.upsert(RECORD, externalId, "?replace=addressBook", wanted);
        }
        var written = wanted.deepCopy();
        if (kept.hasNonNull("terms")) {
            written.remove("terms");
        }
        if (hasAddressOf(kept, wanted)) {
            written.remove("addressBook");
            return api.upsert(RECORD, externalId, "", written);
        }
        var after = written.deepCopy();
        var entries = JSON.arrayNode();
        kept.path("addressBook").path("items").forEach(entries::add);
        wanted.path("addressBook").path("items").forEach(entries::add);
        after.putObject("addressBook").set("items", entries);
        return api.upsert(RECORD, externalId, "", written, after);
    }

    private ObjectNode body(Customer customer, String currency, @Nullable String term) {
        var body = JSON.objectNode()
                .put("companyName", customer.name())
                .put("isPerson", false)
                .put("externalId", externalIds.of(customer.reference()));
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
        body.putObject("addressBook")
                .putArray("items")
                .addObject()
                .put("defaultBilling", true)
                .put("defaultShipping", true)
                .set("addressBookAddress", address(customer.billing().address()));
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

    /**
     * Whether the address is among those that are kept. The case of letters and blanks do not count, nor does the state: NetSuite keeps
     * those that it knows by their abbreviations, and post code and town say where it is.
     */
    private static boolean hasAddressOf(JsonNode kept, ObjectNode wanted) {
        var address = addresses(wanted).getFirst();
        return addresses(kept).stream()
                .anyMatch(entry -> Stream.of("addr1", "zip", "city", "country")
                        .allMatch(field -> text(entry.path(field)).equals(text(address.path(field)))));
    }

    private static List<JsonNode> addresses(JsonNode customer) {
        return customer.path("addressBook")
                .path("items")
                .valueStream()
                .map(entry -> entry.path("addressBookAddress"))
                .toList();
    }

    /** Of a text, or of what is referred to by its id. */
    private static String text(JsonNode value) {
        return value.path("id")
                .asText(value.asText(""))
                .strip()
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
    }

    private static void putIfPresent(ObjectNode fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** NetSuite keeps a customer's account in one currency; at which rate it would convert an order is not to be had. */
    Uni<CreditStanding> creditStanding(CheckCredit question) {
        return api.read(RECORD, question.customerId())
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
