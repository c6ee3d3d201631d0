package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.connection.ExternalIds;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Customer;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Customers by {@code party.code}, which is unique: of several who create one at once the database lets one through, and
 * the others find it. Updates carry the {@code _timestamp} that was read, so that nobody's edit is lost.
 */
final class TrytonCustomers {

    private static final int MOST_RETRIES = 5;
    private static final int MOST_OF_A_CUSTOMER = 100;
    private static final String BY_ID = "id ASC";
    private static final Set<String> EUROPEAN_UNION = Set.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");

    private final TrytonRpc rpc;
    private final ExternalIds codes;
    private final TrytonReferences references;

    TrytonCustomers(TrytonRpc rpc, TrytonSettings settings, TrytonReferences references) {
        this.rpc = rpc;
        this.codes = new ExternalIds(settings.prefix());
        this.references = references;
    }

    /** What the customer shall be, with the ERP's own ids in it. */
    private record Wanted(
            String code,
            String name,
            Map<String, Object> address,
            @Nullable String email,
            @Nullable String taxNumber,
            @Nullable Long paymentTerm) {}

    /**
     * What the customer is. Of what belongs to it the first row is ours, and others are not.
     *
     * @param addresses also archived ones: another does not become ours because ours is archived
     */
    private record Current(
            long id,
            JsonNode party,
            List<JsonNode> addresses,
            @Nullable JsonNode email,
            List<JsonNode> identifiers) {}

    Uni<String> ensure(Customer customer) {
        return wanted(customer)
                .chain(wanted -> Uni.createFrom()
                        .deferred(() -> attempt(wanted))
                        .onFailure(VendorFailure::isChangedMeanwhile)
                        .retry()
                        .atMost(MOST_RETRIES));
    }

    private Uni<Wanted> wanted(Customer customer) {
        var billing = customer.billing();
        var code = codes.of(customer.reference());
        var email = customer.contacts().isEmpty()
                ? null
                : customer.contacts().get(0).email();
        return references
                .currency(billing.currency())
                .chain(() -> references.country(billing.address().country()))
                .chain(country -> references.term(billing.paymentTermDays()).map(term -> {
                    var address = new LinkedHashMap<String, Object>();
                    address.put(
                            "street",
                            Objects.requireNonNullElse(billing.address().street(), ""));
                    address.put(
                            "postal_code",
                            Objects.requireNonNullElse(billing.address().postalCode(), ""));
                    address.put(
                            "city", Objects.requireNonNullElse(billing.address().city(), ""));
                    address.put("country", country);
                    return new Wanted(code, customer.name(), address, email, billing.taxNumber(), term.orElse(null));
                }));
    }

    private Uni<String> attempt(Wanted wanted) {
        return find(wanted.code())
                .chain(found -> found.map(current -> updated(current, wanted))
                        .orElseGet(() -> create(wanted).chain(() -> readBack(wanted))))
                .map(customer -> Long.toString(customer.id()));
    }

    private Uni<Current> updated(Current current, Wanted wanted) {
        var changes = changes(current, wanted);
        return changes.isEmpty()
                ? Uni.createFrom().item(current)
                : update(current, changes).chain(() -> readBack(wanted));
    }

    private Uni<Current> readBack(Wanted wanted) {
        return find(wanted.code()).map(kept -> {
            var customer = kept.orElseThrow(() -> VendorFailure.unknown(
                    new Failure.Transient("the ERP does not show the customer that it just took")));
            requireKept(customer, wanted);
            return customer;
        });
    }

    private static void requireKept(Current kept, Wanted wanted) {
        var left = changes(kept, wanted).keySet();
        if (!left.isEmpty()) {
            throw VendorFailure.refused(
                    new Failure.Invalid("the ERP does not keep the customer's " + String.join(", ", left)));
        }
    }

    private Uni<Optional<Current>> find(String code) {
        return rpc.search(
                        "party.party",
                        List.of(List.of("code", "=", code), List.of("active", "in", List.of(true, false))),
                        BY_ID,
                        1,
                        "active",
                        "name",
                        "_timestamp",
                        "customer_payment_term")
                .chain(parties -> parties.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : details(parties.get(0)).map(Optional::of));
    }

    private Uni<Current> details(JsonNode party) {
        if (!party.path("active").asBoolean()) {
            return Uni.createFrom()
                    .failure(VendorFailure.refused(new Failure.Invalid("the customer is archived in the ERP")));
        }
        var id = party.path("id").asLong();
        var mine = List.<Object>of("party", "=", id);
        return rpc.search(
                        "party.address",
                        List.of(mine, List.of("active", "in", List.of(true, false))),
                        BY_ID,
                        MOST_OF_A_CUSTOMER,
                        "active",
                        "street",
                        "postal_code",
                        "city",
                        "country")
                .chain(addresses -> rpc.search(
                                "party.contact_mechanism",
                                List.of(mine, List.of("type", "=", "email")),
                                BY_ID,
                                1,
                                "value")
                        .chain(emails -> rpc.search(
                                        "party.identifier", List.of(mine), BY_ID, MOST_OF_A_CUSTOMER, "code", "type")
                                .map(identifiers -> new Current(id, party, addresses, first(emails), identifiers))));
    }

    private static @Nullable JsonNode first(List<JsonNode> rows) {
        return rows.isEmpty() ? null : rows.get(0);
    }

    private Uni<JsonNode> create(Wanted wanted) {
        var values = new LinkedHashMap<String, Object>();
        values.put("code", wanted.code());
        values.put("name", wanted.name());
        values.put("addresses", List.of(List.of("create", List.of(billing(wanted)))));
        if (wanted.email() != null) {
            values.put("contact_mechanisms", created(Map.of("type", "email", "value", wanted.email())));
        }
        if (wanted.taxNumber() != null) {
            values.put("identifiers", created(identifier(wanted.taxNumber())));
        }
        if (wanted.paymentTerm() != null) {
            values.put("customer_payment_term", wanted.paymentTerm());
        }
        return rpc.tell("model.party.party.create", List.of(values));
    }

    private static List<?> created(Map<String, ?> values) {
        return List.of(List.of("create", List.of(values)));
    }

    private static Map<String, Object> billing(Wanted wanted) {
        var address = new LinkedHashMap<>(wanted.address());
        address.put("invoice", true);
        address.put("delivery", true);
        return address;
    }

    /** Tryton checks the digits of what it is told to be a VAT number of the European Union; others it keeps as they are. */
    private static Map<String, Object> identifier(String taxNumber) {
        var values = new LinkedHashMap<String, Object>();
        values.put("code", taxNumber);
        if (taxNumber.length() > 2 && EUROPEAN_UNION.contains(taxNumber.substring(0, 2))) {
            values.put("type", "eu_vat");
        }
        return values;
    }

    /**
     * What must be written for the customer to become what it shall be, by field; empty when nothing. A payment term that
     * it has is what finance agreed on with it, and stays.
     */
    private static Map<String, Object> changes(Current current, Wanted wanted) {
        var changes = new LinkedHashMap<String, Object>();
        if (!current.party().path("name").asText("").equals(wanted.name())) {
            changes.put("name", wanted.name());
        }
        if (wanted.paymentTerm() != null && !current.party().hasNonNull("customer_payment_term")) {
            changes.put("customer_payment_term", wanted.paymentTerm());
        }
        var address = addressToWrite(current, wanted);
        if (address == null) {
            changes.put("addresses", created(billing(wanted)));
        } else if (!same(address, wanted.address())) {
            changes.put("addresses", written(address, wanted.address()));
        }
        if (wanted.email() != null) {
            relate(
                    changes,
                    "contact_mechanisms",
                    current.email(),
                    "value",
                    Map.of("type", "email", "value", wanted.email()));
        }
        if (wanted.taxNumber() != null) {
            var identifier = identifier(wanted.taxNumber());
            relate(changes, "identifiers", ofType(current.identifiers(), identifier.get("type")), "code", identifier);
        }
        return changes;
    }

    /** Ours; once somebody has archived it, another that is the same. */
    private static @Nullable JsonNode addressToWrite(Current current, Wanted wanted) {
        var ours = first(current.addresses());
        return ours == null || ours.path("active").asBoolean()
                ? ours
                : current.addresses().stream()
                        .filter(address -> address.path("active").asBoolean() && same(address, wanted.address()))
                        .findFirst()
                        .orElse(null);
    }

    /** Finance notes identifiers of other types. */
    private static @Nullable JsonNode ofType(List<JsonNode> identifiers, @Nullable Object type) {
        return identifiers.stream()
                .filter(identifier -> Objects.equals(identifier.path("type").textValue(), type))
                .findFirst()
                .orElse(null);
    }

    private static void relate(
            Map<String, Object> changes,
            String field,
            @Nullable JsonNode row,
            String compared,
            Map<String, Object> values) {
        if (row == null) {
            changes.put(field, created(values));
        } else if (!row.path(compared).asText("").equals(values.get(compared))) {
            changes.put(field, written(row, values));
        }
    }

    private static List<?> written(JsonNode row, Map<String, ?> values) {
        return List.of(List.of("write", List.of(row.path("id").asLong()), values));
    }

    /** Null in Tryton is as good as the empty text. */
    private static boolean same(JsonNode address, Map<String, Object> wanted) {
        return wanted.entrySet().stream().allMatch(field -> {
            var kept = address.path(field.getKey());
            return field.getValue() instanceof Long id
                    ? kept.asLong() == id
                    : field.getValue().equals(kept.isNull() ? "" : kept.asText(""));
        });
    }

    private Uni<JsonNode> update(Current current, Map<String, Object> changes) {
        var stamp = Map.of(
                "_timestamp",
                Map.of("party.party," + current.id(), current.party().path("_timestamp")));
        return rpc.tellIn(stamp, "model.party.party.write", List.of(current.id()), changes);
    }
}
